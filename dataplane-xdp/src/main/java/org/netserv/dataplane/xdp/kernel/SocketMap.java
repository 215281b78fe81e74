package org.netserv.dataplane.xdp.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.netserv.ffi.BpfMap;
import org.netserv.ffi.BpfObject;

/**
 * Which AF_XDP socket takes the wanted packets of which interface and receive queue. A queue without one, or whose socket has
 * been closed, has its packets passed to the stack.
 *
 * <p><b>Thread.</b> One at a time.
 */
public final class SocketMap {
    private static final int MAX_QUEUES = 256;

    private final InterfaceMap interfaces;
    private final BpfMap sockets;
    private final BpfMap xsks;
    private final BitSet used = new BitSet();
    private final Map<Queue, Indices> places = new HashMap<>();

    SocketMap(BpfObject object, InterfaceMap interfaces) {
        this.interfaces = interfaces;
        sockets = object.map("sockets");
        xsks = object.map("xsks");
    }

    /** From now on a socket takes the queue's packets; it must be bound to that queue. The interface need not be received from yet. */
    public void put(int ifindex, int queue, int fd) {
        put(ifindex, queue, fd, fd);
    }

    /**
     * The same, with another socket for packets of modules that are being tried.
     *
     * <p><b>Errors.</b> {@link IllegalStateException} when the queue has one already, or there is no place left.
     */
    public void put(int ifindex, int queue, int sharedFd, int quarantineFd) {
        if (queue < 0 || queue >= MAX_QUEUES) {
            throw new IllegalArgumentException("queue must be within 0 and " + (MAX_QUEUES - 1) + ": queue=" + queue);
        }
        Queue key = new Queue(ifindex, queue);
        if (places.containsKey(key)) {
            throw new IllegalStateException("the queue has a socket: ifindex=" + ifindex + " queue=" + queue);
        }
        int shared = take(sharedFd);
        int quarantine = quarantineFd == sharedFd ? shared : take(quarantineFd);
        try (Arena arena = Arena.ofConfined()) {
            // In the program 0 stands for none.
            MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_INT, shared + 1, quarantine + 1);
            sockets.update(place(arena, key), value);
            places.put(key, new Indices(shared, quarantine));
        }
    }

    /** From now on the queue's packets go to the stack. To be called before the interface is removed. */
    public void remove(int ifindex, int queue) {
        Queue key = new Queue(ifindex, queue);
        Indices indices = places.remove(key);
        if (indices != null) {
            try (Arena arena = Arena.ofConfined()) {
                sockets.update(place(arena, key), arena.allocate(2L * Integer.BYTES, Integer.BYTES));
                free(arena, indices.shared);
                if (indices.quarantine != indices.shared) {
                    free(arena, indices.quarantine);
                }
            }
        }
    }

    private int take(int fd) {
        int index = used.nextClearBit(0);
        if (index >= xsks.entries()) {
            throw new IllegalStateException("there are " + xsks.entries() + " sockets already");
        }
        try (Arena arena = Arena.ofConfined()) {
            xsks.update(arena.allocateFrom(ValueLayout.JAVA_INT, index), arena.allocateFrom(ValueLayout.JAVA_INT, fd));
        }
        used.set(index);
        return index;
    }

    private void free(Arena arena, int index) {
        // The kernel has taken a closed socket out itself.
        xsks.delete(arena.allocateFrom(ValueLayout.JAVA_INT, index));
        used.clear(index);
    }

    private record Indices(int shared, int quarantine) {}

    private MemorySegment place(Arena arena, Queue key) {
        return arena.allocateFrom(ValueLayout.JAVA_INT, interfaces.take(key.ifindex) * MAX_QUEUES + key.queue);
    }

    private record Queue(int ifindex, int queue) {}
}
