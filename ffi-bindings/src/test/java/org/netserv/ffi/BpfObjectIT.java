package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.ffi.libc.raw.LibcRaw;

class BpfObjectIT {
    private static final int NO_SUCH_INTERFACE = 0x7ffffff0;

    @BeforeEach
    void needsRoot() {
        assumeTrue(LibcRaw.geteuid() == 0, "BPF needs root");
    }

    @Test
    void shouldFindKernelFeatures() {
        assertEquals(new Probe.Supported(), Probes.bpf());
        assertEquals(new Probe.Supported(), Probes.liveFrames());
    }

    @Test
    void shouldRunAProgramAndShareItsMap() throws IOException {
        try (BpfObject object = BpfObject.open("counter", counter()).load(); Arena arena = Arena.ofConfined()) {
            BpfMap map = object.map("counters");
            MemorySegment memory = map.mapped();
            assertEquals(4L * map.stride(), memory.byteSize());
            MemorySegment key = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
            MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_LONG, 2);
            map.update(key, value);
            assertEquals(2, memory.getAtIndex(ValueLayout.JAVA_LONG, 0));
            assertEquals(0, object.program("count").runLive(arena.allocate(60), 1000, 64));
            assertEquals(1000, memory.getAtIndex(ValueLayout.JAVA_LONG, 2));
            key.set(ValueLayout.JAVA_INT, 0, 2);
            assertTrue(map.lookup(key, value));
            assertEquals(1000, value.get(ValueLayout.JAVA_LONG, 0));
            key.set(ValueLayout.JAVA_INT, 0, 4);
            assertFalse(map.lookup(key, value));
            assertEquals(7, assertThrows(NativeException.class, () -> map.update(key, value)).errno(), "E2BIG");
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws IOException {
        NativeException garbage = assertThrows(NativeException.class,
                () -> BpfObject.open("garbage", "not an ELF file".getBytes(StandardCharsets.US_ASCII)));
        assertTrue(String.valueOf(garbage.getMessage()).contains("name=garbage; libbpf: "), garbage.getMessage());
        byte[] broken = counter();
        // The first instruction of the first section of code: an operation that does not exist.
        broken[64] = (byte) 0xff;
        try (BpfObject object = BpfObject.open("broken", broken)) {
            NativeException refused = assertThrows(NativeException.class, object::load);
            assertEquals(Errno.EINVAL, refused.errno(), refused.getMessage());
            assertTrue(String.valueOf(refused.getMessage()).contains("libbpf: "), refused.getMessage());
        }
    }

    @Test
    void shouldRefuseMisuse() throws IOException {
        try (BpfObject object = BpfObject.open("counter", counter()); Arena arena = Arena.ofConfined()) {
            assertThrows(IllegalStateException.class, () -> object.program("count"));
            object.load();
            assertThrows(IllegalArgumentException.class, () -> object.program("none"));
            assertThrows(IllegalArgumentException.class, () -> object.map("none"));
            BpfMap map = object.map("counters");
            assertThrows(IllegalArgumentException.class, () -> map.update(arena.allocate(8), arena.allocate(8)));
            assertThrows(IllegalArgumentException.class, () -> map.lookup(arena.allocate(4), arena.allocate(4)));
            assertEquals(-Errno.EINVAL, object.program("count").runLive(arena.allocate(4), 1, 1));
            NativeException none = assertThrows(NativeException.class,
                    () -> object.program("count").attach(NO_SUCH_INTERFACE, XdpMode.NATIVE));
            assertTrue(String.valueOf(none.getMessage()).contains("program=count"), none.getMessage());
        }
    }

    @Test
    void shouldRunAProgramOnOneFrame() throws IOException {
        try (BpfObject object = BpfObject.open("counter", counter()).load(); Arena arena = Arena.ofConfined()) {
            MemorySegment frame = arena.allocate(60);
            frame.set(ValueLayout.JAVA_BYTE, 59, (byte) 7);
            MemorySegment out = arena.allocate(100);
            assertEquals(new BpfProgram.TestRun(BpfProgram.XDP_DROP, 0, 60),
                    object.program("count").test(frame, NetworkInterfaces.index("lo"), 0, out));
            assertEquals(7, out.get(ValueLayout.JAVA_BYTE, 59));
            NativeException runt = assertThrows(NativeException.class,
                    () -> object.program("count").test(arena.allocate(13), 1, 0, out));
            assertTrue(String.valueOf(runt.getMessage()).contains("bytes=13"), runt.getMessage());
        }
    }

    @Test
    void shouldMakeATrieThatFindsTheLongestPrefix() {
        try (BpfInnerMap trie = BpfInnerMap.lpmTrie("test", 8, 4, 3); Arena arena = Arena.ofConfined()) {
            BpfMap map = trie.map();
            // 10.0.0.0/8 and 10.1.0.0/16, in network order.
            map.updateAll(arena.allocateFrom(ValueLayout.JAVA_INT, 8, 0x0a, 16, 0x010a),
                    arena.allocateFrom(ValueLayout.JAVA_INT, 1, 2), 2);
            MemorySegment key = arena.allocateFrom(ValueLayout.JAVA_INT, 32, 0x0403010a);
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            assertTrue(map.lookup(key, value));
            assertEquals(2, value.get(ValueLayout.JAVA_INT, 0));
            assertTrue(map.delete(arena.allocateFrom(ValueLayout.JAVA_INT, 16, 0x010a)));
            assertFalse(map.delete(arena.allocateFrom(ValueLayout.JAVA_INT, 16, 0x010a)));
            assertTrue(map.lookup(key, value));
            assertEquals(1, value.get(ValueLayout.JAVA_INT, 0));
            MemorySegment next = arena.allocate(8, Integer.BYTES);
            assertTrue(map.nextKey(MemorySegment.NULL, next));
            assertEquals(8, next.get(ValueLayout.JAVA_INT, 0));
            assertFalse(map.nextKey(next, arena.allocate(8, Integer.BYTES)));
            assertThrows(IllegalArgumentException.class, () -> map.updateAll(key, value, 2));
            assertThrows(IllegalArgumentException.class, () -> map.delete(arena.allocate(4)));
        }
    }

    @Test
    void shouldFindNoProgramWhereThereIsNone() {
        assertEquals(Optional.empty(), XdpAttachment.of(NetworkInterfaces.index("lo")));
        assertEquals(Optional.empty(), XdpAttachment.of(NO_SUCH_INTERFACE));
    }

    private static byte[] counter() throws IOException {
        try (InputStream file = Objects.requireNonNull(BpfObjectIT.class.getResourceAsStream("counter.bpf.o"))) {
            return file.readAllBytes();
        }
    }
}
