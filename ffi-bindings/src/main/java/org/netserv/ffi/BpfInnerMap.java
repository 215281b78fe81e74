package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import org.netserv.ffi.xdp.raw.BpfRaw;

/**
 * A map made on its own, to be put into a map of maps: {@code outer.update(key, fd)}.
 *
 * <p><b>Ownership.</b> Whoever made it closes it. What it was put into keeps it for as long as it is there.
 */
public final class BpfInnerMap implements AutoCloseable {
    /** The bindings lack this one. Source: struct bpf_map_create_opts of bpf/bpf.h, libbpf 1.1. */
    static final StructLayout CREATE_OPTIONS = MemoryLayout.structLayout(ValueLayout.JAVA_LONG.withName("sz"),
            ValueLayout.JAVA_INT.withName("btf_fd"), ValueLayout.JAVA_INT.withName("btf_key_type_id"),
            ValueLayout.JAVA_INT.withName("btf_value_type_id"),
            ValueLayout.JAVA_INT.withName("btf_vmlinux_value_type_id"), ValueLayout.JAVA_INT.withName("inner_map_fd"),
            ValueLayout.JAVA_INT.withName("map_flags"), ValueLayout.JAVA_LONG.withName("map_extra"),
            ValueLayout.JAVA_INT.withName("numa_node"), ValueLayout.JAVA_INT.withName("map_ifindex"));

    private static final long FLAGS = CREATE_OPTIONS.byteOffset(MemoryLayout.PathElement.groupElement("map_flags"));

    private final BpfMap map;
    private boolean closed;

    private BpfInnerMap(BpfMap map) {
        this.map = map;
    }

    /**
     * A trie of prefixes. A key is the number of bits that count, an int, and the bits from the first one on.
     *
     * @param keyBytes of both together
     * @param entries most prefixes
     */
    public static BpfInnerMap lpmTrie(String name, int keyBytes, int valueBytes, int entries) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = arena.allocate(CREATE_OPTIONS);
            options.set(ValueLayout.JAVA_LONG, 0, CREATE_OPTIONS.byteSize());
            options.set(ValueLayout.JAVA_INT, FLAGS, BpfRaw.BPF_F_NO_PREALLOC());
            int fd = BpfRaw.bpf_map_create(BpfRaw.BPF_MAP_TYPE_LPM_TRIE(), arena.allocateFrom(name), keyBytes,
                    valueBytes, entries, options);
            if (fd < 0) {
                throw BpfObject.failed("bpf_map_create", "name=" + name + " entries=" + entries, -fd);
            }
            return new BpfInnerMap(new BpfMap(Arena.global(), name, fd));
        }
    }

    /** The map. */
    public BpfMap map() {
        return map;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try (Arena arena = Arena.ofConfined()) {
                Libc.close(Downcalls.allocateCapture(arena), map.fd());
            }
        }
    }
}
