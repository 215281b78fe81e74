package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.BpfMap;
import org.netserv.ffi.BpfObject;

/**
 * The interfaces that are the node's: where the program decides on frames, and where it may send them.
 *
 * <p><b>Source.</b> {@code struct interface} in maps.h. <b>Thread.</b> One at a time, in the interfaces' network namespace.
 */
public final class InterfaceMap {
    private static final int MAC_BYTES = 6;
    private static final int VALUE_BYTES = 8;

    private final BpfMap interfaces;
    private final BpfMap devices;

    InterfaceMap(BpfObject object) {
        interfaces = object.map("interfaces");
        devices = object.map("devices");
    }

    /**
     * From now on frames that come in there are decided on. Also when its address has changed.
     *
     * @param mac its link-layer address: frames to others go to the stack
     * @param forward whether the program forwards what no module wants, rather than the stack
     */
    public void receive(int ifindex, byte[] mac, boolean forward) {
        if (mac.length != MAC_BYTES) {
            throw new IllegalArgumentException("mac must have 6 bytes: mac.length=" + mac.length);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(VALUE_BYTES);
            MemorySegment.copy(mac, 0, value, ValueLayout.JAVA_BYTE, 0, MAC_BYTES);
            value.set(ValueLayout.JAVA_BYTE, MAC_BYTES, (byte) (forward ? 1 : 0));
            interfaces.update(arena.allocateFrom(ValueLayout.JAVA_INT, ifindex), value);
        }
    }

    /**
     * From now on the program may send frames there. Only where the driver takes frames from XDP (NDO_XMIT): a veth does
     * when its peer has a program or does GRO; elsewhere they would be lost.
     */
    public void transmit(int ifindex) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(ValueLayout.JAVA_INT, ifindex);
            devices.update(key, key);
        }
    }

    /** From now on the program leaves its frames to the stack, and sends none there. */
    public void remove(int ifindex) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(ValueLayout.JAVA_INT, ifindex);
            interfaces.delete(key);
            devices.delete(key);
        }
    }
}
