package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import org.netserv.ffi.BpfMap;
import org.netserv.ffi.BpfObject;

/**
 * The interfaces that are the node's: where the program decides on frames, and where it may send them.
 *
 * <p><b>Source.</b> {@code struct interface} in layout.h. <b>Thread.</b> One at a time, in the interfaces' network namespace.
 */
public final class InterfaceMap {
    private static final int MAC_BYTES = 6;
    private static final int VALUE_BYTES = 12;
    private static final long MAC = 4;
    private static final long RECEIVE = 10;
    private static final long FORWARD = 11;
    private static final int PROBES = 8;

    private final BpfMap interfaces;
    private final BpfMap devices;
    /** Interface indices by slot. */
    private final Map<Integer, Integer> slots = new HashMap<>();

    InterfaceMap(BpfObject object) {
        interfaces = object.map("interfaces");
        devices = object.map("devices");
    }

    /**
     * From now on frames that come in there are decided on. Also when its address has changed.
     *
     * <p><b>Errors.</b> {@link IllegalStateException} when there is no place for it.
     *
     * @param mac its link-layer address: frames to others go to the stack
     * @param forward whether the program forwards what no module wants, rather than the stack
     */
    public void receive(int ifindex, byte[] mac, boolean forward) {
        if (mac.length != MAC_BYTES) {
            throw new IllegalArgumentException("mac must have 6 bytes: mac.length=" + mac.length);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(VALUE_BYTES, Integer.BYTES);
            value.set(ValueLayout.JAVA_INT, 0, ifindex);
            MemorySegment.copy(mac, 0, value, ValueLayout.JAVA_BYTE, MAC, MAC_BYTES);
            value.set(ValueLayout.JAVA_BYTE, RECEIVE, (byte) 1);
            value.set(ValueLayout.JAVA_BYTE, FORWARD, (byte) (forward ? 1 : 0));
            interfaces.update(arena.allocateFrom(ValueLayout.JAVA_INT, take(ifindex)), value);
        }
    }

    /**
     * From now on the program may send frames there. Only where the driver takes frames from XDP, as
     * {@link org.netserv.ffi.XdpFeatures#canTransmit} says (a veth does while its peer has a program or does GRO), or from interfaces
     * that the program is on in generic mode; elsewhere they would be lost.
     *
     * <p><b>Errors.</b> {@link IllegalStateException} when there is no place for it.
     */
    public void transmit(int ifindex) {
        try (Arena arena = Arena.ofConfined()) {
            boolean known = slot(ifindex) >= 0;
            MemorySegment slot = arena.allocateFrom(ValueLayout.JAVA_INT, take(ifindex));
            if (!known) {
                MemorySegment value = arena.allocate(VALUE_BYTES, Integer.BYTES);
                value.set(ValueLayout.JAVA_INT, 0, ifindex);
                interfaces.update(slot, value);
            }
            devices.update(slot, arena.allocateFrom(ValueLayout.JAVA_INT, ifindex));
        }
    }

    /** From now on the program leaves its frames to the stack, and sends none there. */
    public void remove(int ifindex) {
        int slot = slot(ifindex);
        if (slot >= 0) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment key = arena.allocateFrom(ValueLayout.JAVA_INT, slot);
                interfaces.update(key, arena.allocate(VALUE_BYTES, Integer.BYTES));
                devices.delete(key);
                slots.remove(slot);
            }
        }
    }

    /** Where the program finds an interface; a place is kept for it if it has none yet. */
    int take(int ifindex) {
        int found = slot(ifindex);
        for (int i = 0; found < 0 && i < PROBES; i++) {
            int slot = Integer.remainderUnsigned(ifindex + i, interfaces.entries());
            if (!slots.containsKey(slot)) {
                slots.put(slot, ifindex);
                found = slot;
            }
        }
        if (found < 0) {
            throw new IllegalStateException("there is no place for the interface in the XDP program's map, as "
                    + PROBES + " others have similar indices: ifindex=" + ifindex);
        }
        return found;
    }

    private int slot(int ifindex) {
        return slots.entrySet().stream().filter(entry -> entry.getValue() == ifindex).mapToInt(Map.Entry::getKey)
                .findFirst().orElse(-1);
    }
}
