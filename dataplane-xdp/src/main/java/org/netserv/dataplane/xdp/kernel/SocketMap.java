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
    private final BpfMap sockets;
    private final BpfMap xsks;
    private final BitSet used = new BitSet();
    private final Map<Queue, Indices> places = new HashMap<>();

    SocketMap(BpfObject object) {
        sockets = object.map("sockets");
        xsks = object.map("xsks");
    }

    /** From now on a socket takes the queue's packets; it must be bound to that queue. */
    public void put(int ifindex, int queue, int fd) {
        put(ifindex, queue, fd, fd);
    }

    /**
     * The same, with another socket for packets of modules that are being tried.
     *
     * <p><b>Errors.</b> {@link IllegalStateException} when the queue has one already, or there is no place left.
     */
    public void put(int ifindex, int queue, int sharedFd, int quarantineFd) {
        Queue key = new Queue(ifindex, queue);
        if (places.containsKey(key)) {
            throw new IllegalStateException("the queue has a socket: ifindex=" + ifindex + " queue=" + queue);
        }
        int shared = take(sharedFd);
        int quarantine = quarantineFd == sharedFd ? shared : take(quarantineFd);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_INT, shared, quarantine);
            sockets.update(key.in(arena), value);
            places.put(key, new Indices(shared, quarantine));
        }
    }

    /** From now on the queue's packets go to the stack. */
    public void remove(int ifindex, int queue) {
        Queue key = new Queue(ifindex, queue);
        Indices indices = places.remove(key);
        if (indices != null) {
            try (Arena arena = Arena.ofConfined()) {
                sockets.delete(key.in(arena));
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

    private record Queue(int ifindex, int queue) {
        MemorySegment in(Arena arena) {
            return arena.allocateFrom(ValueLayout.JAVA_INT, ifindex, queue);
        }
    }
}
