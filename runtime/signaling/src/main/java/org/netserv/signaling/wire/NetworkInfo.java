package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import org.netserv.node.net.IpAddress;

/**
 * Who sends a message, and for how long what it says may be believed.
 *
 * @param identity names the node, whatever interface it uses; at most 255 bytes
 * @param ipTtl what RFC 5971 §4.3.1 makes of hop counts; 0 for nothing
 * @param validityMillis unsigned 32 bits, not 0
 * @param address where replies go
 */
public record NetworkInfo(Octets identity, int ipTtl, long validityMillis, IpAddress address) {
    /** Refuses what has no place on the wire. */
    public NetworkInfo {
        if (identity.length() > 0xFF || ipTtl < 0 || ipTtl > 0xFF || validityMillis < 1
                || validityMillis > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(
                    "identity=" + identity + " ipTtl=" + ipTtl + " validityMillis=" + validityMillis);
        }
    }

    static NetworkInfo read(NetworkInfoView view) {
        return new NetworkInfo(Octets.owning(view.copyIdentity()), view.ipTtl(), view.validityMillis(),
                view.address());
    }

    int lengthBytes() {
        return NetworkInfoLayout.IDENTITY + Wire.padded(identity.length()) + (address.isIpv4() ? 4 : 16);
    }

    void write(MemorySegment out, long at) {
        Wire.set8(out, at, identity.length());
        Wire.set8(out, at + NetworkInfoLayout.TTL, ipTtl);
        Wire.set16(out, at + NetworkInfoLayout.VERSION, (address.isIpv4() ? 4 : 6) << MriLayout.VERSION_SHIFT);
        Wire.set32(out, at + NetworkInfoLayout.VALIDITY, (int) validityMillis);
        long end = at + NetworkInfoLayout.IDENTITY + Wire.padded(identity.length());
        if (identity.length() % Wire.WORD != 0) {
            Wire.set32(out, end - Wire.WORD, 0);
        }
        Wire.copy(identity.borrow(), out, at + NetworkInfoLayout.IDENTITY);
        Wire.setAddress(out, end, address);
    }
}
