package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.node.net.IpAddress;

/** A view over a Network-Layer-Information value that was checked. */
public final class NetworkInfoView {
    private MemorySegment memory = MemorySegment.NULL;
    private long at;

    NetworkInfoView() {}

    NetworkInfoView wrap(MemorySegment in, long value) {
        memory = in;
        at = value;
        return this;
    }

    /** The sender's field; 0 where it knows nothing. */
    public int ipTtl() {
        return Wire.u8(memory, at + NetworkInfoLayout.TTL);
    }

    public boolean isIpv4() {
        return Wire.u8(memory, at + NetworkInfoLayout.VERSION) >>> 4 == 4;
    }

    public long validityMillis() {
        return Wire.u32(memory, at + NetworkInfoLayout.VALIDITY);
    }

    public int identityBytes() {
        return Wire.u8(memory, at);
    }

    public long identityAt() {
        return at + NetworkInfoLayout.IDENTITY;
    }

    /** Whether the sender is the one with this identity and address. */
    public boolean isOf(Octets identity, IpAddress address) {
        return hasAddress(address) && hasIdentity(identity);
    }

    public boolean hasAddress(IpAddress address) {
        return addressLow() == address.low() && addressHigh() == address.high();
    }

    public boolean hasIdentity(Octets identity) {
        byte[] wanted = identity.borrow();
        boolean same = identityBytes() == wanted.length;
        for (int i = 0; same && i < wanted.length; i++) {
            same = (byte) Wire.u8(memory, identityAt() + i) == wanted[i];
        }
        return same;
    }

    /** Copies the identity to where there is room for it. */
    public void copyIdentity(byte[] into, int position) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, identityAt(), into, position, identityBytes());
    }

    /** The halves of the Interface-Address as {@link IpAddress} has them. */
    public long addressHigh() {
        return isIpv4() ? 0 : Wire.i64(memory, addressAt());
    }

    public long addressLow() {
        return isIpv4() ? IpAddress.mapped(Wire.i32(memory, addressAt()))
                : Wire.i64(memory, addressAt() + Long.BYTES);
    }

    /** A copy of the address. */
    public IpAddress address() {
        return new IpAddress(addressHigh(), addressLow());
    }

    /** A copy of the identity. */
    public byte[] copyIdentity() {
        return Wire.bytes(memory, identityAt(), identityBytes());
    }

    private long addressAt() {
        return identityAt() + Wire.padded(identityBytes());
    }
}
