package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.xdp.raw.BpfRaw;

/**
 * A map of a {@link BpfObject}. Keys and values are native memory of the map's sizes.
 *
 * <p><b>Thread.</b> Any. What {@link #mapped} returns is memory that BPF programs read and write at the same time.
 */
public final class BpfMap {
    private final Arena arena;
    private final String name;
    private final int fd;
    private final int keyBytes;
    private final int valueBytes;
    private final int entries;

    BpfMap(Arena arena, String name, int fd, int keyBytes, int valueBytes, int entries) {
        this.arena = arena;
        this.name = name;
        this.fd = fd;
        this.keyBytes = keyBytes;
        this.valueBytes = valueBytes;
        this.entries = entries;
    }

    /** The file descriptor; the object closes it. */
    public int fd() {
        return fd;
    }

    /** How many entries it has room for. */
    public int entries() {
        return entries;
    }

    /** From the start of an array's element to that of the next one, in {@link #mapped}. */
    public int stride() {
        return (valueBytes + Long.BYTES - 1) & -Long.BYTES;
    }

    /** Copies the value of a key; false if there is none. */
    public boolean lookup(MemorySegment key, MemorySegment value) {
        check(key, value);
        int result = BpfRaw.bpf_map_lookup_elem(fd, key, value);
        if (result < 0 && result != -Errno.ENOENT) {
            throw BpfObject.failed("bpf_map_lookup_elem", "map=" + name, -result);
        }
        return result >= 0;
    }

    /** Sets the value of a key. */
    public void update(MemorySegment key, MemorySegment value) {
        check(key, value);
        int result = BpfRaw.bpf_map_update_elem(fd, key, value, 0);
        if (result < 0) {
            throw BpfObject.failed("bpf_map_update_elem", "map=" + name, -result);
        }
    }

    /**
     * The memory of an array that was declared with BPF_F_MMAPABLE: its elements, {@link #stride} bytes each.
     *
     * <p><b>Ownership.</b> The object's: gone when it is closed.
     */
    public MemorySegment mapped() {
        long bytes = (long) stride() * entries;
        try (Arena scratch = Arena.ofConfined()) {
            long address = Libc.mmap(Downcalls.allocateCapture(scratch), bytes, fd);
            if (address < 0) {
                throw new NativeException("mmap", "map=" + name + " bytes=" + bytes, (int) -address);
            }
            return MemorySegment.ofAddress(address).reinterpret(bytes, arena, BpfMap::unmap);
        }
    }

    private static void unmap(MemorySegment memory) {
        try (Arena scratch = Arena.ofConfined()) {
            Libc.munmap(Downcalls.allocateCapture(scratch), memory);
        }
    }

    private void check(MemorySegment key, MemorySegment value) {
        if (key.byteSize() != keyBytes || value.byteSize() < valueBytes) {
            throw new IllegalArgumentException("map=" + name + " has keys of " + keyBytes + " and values of "
                    + valueBytes + " bytes: key=" + key.byteSize() + " value=" + value.byteSize());
        }
    }
}
