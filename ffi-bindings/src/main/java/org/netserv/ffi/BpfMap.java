package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.xdp.raw.BpfRaw;
import org.netserv.ffi.xdp.raw.bpf_map_batch_opts;
import org.netserv.ffi.xdp.raw.bpf_map_info;

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
    /** Values that the kernel copies for one key: one, or one a CPU. */
    private final int copies;

    /** A map by its file descriptor, which others close; what is mapped lives as long as the arena. */
    BpfMap(Arena arena, String name, int fd) {
        this.arena = arena;
        this.name = name;
        this.fd = fd;
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment info = bpf_map_info.allocate(scratch);
            BpfObject.info("map=" + name, fd, info);
            keyBytes = bpf_map_info.key_size(info);
            valueBytes = bpf_map_info.value_size(info);
            entries = bpf_map_info.max_entries(info);
            int type = bpf_map_info.type(info);
            copies = type == BpfRaw.BPF_MAP_TYPE_PERCPU_ARRAY() || type == BpfRaw.BPF_MAP_TYPE_PERCPU_HASH()
                    || type == BpfRaw.BPF_MAP_TYPE_LRU_PERCPU_HASH() ? BpfRaw.libbpf_num_possible_cpus() : 1;
        }
    }

    /** The file descriptor; the object closes it. */
    public int fd() {
        return fd;
    }

    /** How many entries it has room for. */
    public int entries() {
        return entries;
    }

    /** How many values {@link #lookup} copies, {@link #stride} apart: 1, or the number of possible CPUs. */
    public int copies() {
        return copies;
    }

    /** From the start of an array's element to that of the next one, in {@link #mapped}. */
    public int stride() {
        return (valueBytes + Long.BYTES - 1) & -Long.BYTES;
    }

    /** Copies the value of a key, of each CPU where they have their own; false if there is none. */
    public boolean lookup(MemorySegment key, MemorySegment value) {
        check(key, value);
        int result = BpfRaw.bpf_map_lookup_elem(fd, key, value);
        if (result < 0 && result != -Errno.ENOENT) {
            throw BpfObject.failed("bpf_map_lookup_elem", "map=" + name, -result);
        }
        return result >= 0;
    }

    /** Sets the value of a key. For a map of file descriptors that is one, an int. */
    public void update(MemorySegment key, MemorySegment value) {
        check(key, value);
        int result = BpfRaw.bpf_map_update_elem(fd, key, value, 0);
        if (result < 0) {
            throw BpfObject.failed("bpf_map_update_elem", "map=" + name, -result);
        }
    }

    /**
     * Sets the values of many keys, which lie one behind the other as the values do.
     *
     * <p><b>Errors.</b> {@link NativeException}; then some may have been set.
     */
    public void updateAll(MemorySegment keys, MemorySegment values, int count) {
        if (keys.byteSize() < (long) count * keyBytes || values.byteSize() < (long) count * valueBytes || copies > 1) {
            throw new IllegalArgumentException("map=" + name + " count=" + count + " keys=" + keys.byteSize()
                    + " values=" + values.byteSize());
        }
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment options = bpf_map_batch_opts.allocate(scratch);
            options.fill((byte) 0);
            bpf_map_batch_opts.sz(options, bpf_map_batch_opts.sizeof());
            MemorySegment done = scratch.allocateFrom(ValueLayout.JAVA_INT, count);
            int result = count == 0 ? 0 : BpfRaw.bpf_map_update_batch(fd, keys, values, done, options);
            if (result < 0) {
                throw BpfObject.failed("bpf_map_update_batch", "map=" + name + " count=" + count, -result);
            }
        }
    }

    /** Removes a key; false if it was not there. */
    public boolean delete(MemorySegment key) {
        checkKey(key);
        int result = BpfRaw.bpf_map_delete_elem(fd, key);
        if (result < 0 && result != -Errno.ENOENT) {
            throw BpfObject.failed("bpf_map_delete_elem", "map=" + name, -result);
        }
        return result >= 0;
    }

    /**
     * Copies the next entries of a hash map, as many as there is room for: each is met once, but for those that come or go
     * meanwhile.
     *
     * @param cursor 4 bytes, where the next call goes on
     * @param first whether to begin anew
     * @return how many; if these are the last, the complement of that
     */
    public int lookupNext(MemorySegment cursor, boolean first, MemorySegment keys, MemorySegment values) {
        int room = (int) Math.min(keys.byteSize() / keyBytes, values.byteSize() / valueBytes);
        if (room < 1 || cursor.byteSize() < Integer.BYTES || copies > 1) {
            throw new IllegalArgumentException("map=" + name + " cursor=" + cursor.byteSize() + " keys="
                    + keys.byteSize() + " values=" + values.byteSize());
        }
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment options = bpf_map_batch_opts.allocate(scratch);
            options.fill((byte) 0);
            bpf_map_batch_opts.sz(options, bpf_map_batch_opts.sizeof());
            MemorySegment done = scratch.allocateFrom(ValueLayout.JAVA_INT, room);
            int result = BpfRaw.bpf_map_lookup_batch(fd, first ? MemorySegment.NULL : cursor, cursor, keys, values,
                    done, options);
            if (result < 0 && result != -Errno.ENOENT) {
                throw BpfObject.failed("bpf_map_lookup_batch", "map=" + name + " count=" + room, -result);
            }
            int count = done.get(ValueLayout.JAVA_INT, 0);
            return result < 0 ? ~count : count;
        }
    }

    /**
     * Copies the key behind {@code key}, in no particular order; the first one if {@code key} is NULL or is not there any
     * more. False behind the last one.
     */
    public boolean nextKey(MemorySegment key, MemorySegment next) {
        checkKey(next);
        int result = BpfRaw.bpf_map_get_next_key(fd, key, next);
        if (result < 0 && result != -Errno.ENOENT) {
            throw BpfObject.failed("bpf_map_get_next_key", "map=" + name, -result);
        }
        return result >= 0;
    }

    /**
     * The memory of an array that was declared with BPF_F_MMAPABLE: its elements, {@link #stride} bytes each.
     *
     * <p><b>Ownership.</b> The object's: gone when it is closed.
     */
    public MemorySegment mapped() {
        long bytes = (long) stride() * entries;
        try (Arena scratch = Arena.ofConfined()) {
            long address = Libc.mmap(Downcalls.allocateCapture(scratch), bytes,
                    LibcRaw.PROT_READ() | LibcRaw.PROT_WRITE(), LibcRaw.MAP_SHARED(), fd, 0);
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

    private void checkKey(MemorySegment key) {
        if (key.byteSize() != keyBytes) {
            throw new IllegalArgumentException("map=" + name + " has keys of " + keyBytes + " bytes: key="
                    + key.byteSize());
        }
    }

    private void check(MemorySegment key, MemorySegment value) {
        if (key.byteSize() != keyBytes || value.byteSize() < (copies == 1 ? valueBytes : copies * stride())) {
            throw new IllegalArgumentException("map=" + name + " has keys of " + keyBytes + " and values of "
                    + valueBytes + " bytes times " + copies + ": key=" + key.byteSize() + " value=" + value.byteSize());
        }
    }
}
