package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class MemoryPagesTest {
    private static final String MAPS = """
            7f0000000000-7f0000400000 rw-p 00000000 00:00 0
            Size:               4096 kB
            KernelPageSize:        4 kB
            AnonHugePages:      2048 kB
            VmFlags: rd wr mr mw me ac hg
            7f0000400000-7f0000800000 rw-p 00000000 00:0f 77   /anon_hugepage (deleted)
            KernelPageSize:     2048 kB
            AnonHugePages:         0 kB
            Private_Hugetlb:    2048 kB
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0    [vsyscall]
            KernelPageSize:        4 kB
            """;

    private static MemoryPages pages(long from, long to) throws IOException {
        return MemoryPages.of(new BufferedReader(new StringReader(MAPS)), from, to);
    }

    @Test
    void shouldReadThePagesOfTheMapsThatMemoryLiesIn() throws IOException {
        assertEquals(new MemoryPages(4096, 2 << 20, 0), pages(0x7f0000000000L, 0x7f0000400000L));
        assertEquals(new MemoryPages(2 << 20, 0, 1 << 20), pages(0x7f0000500000L, 0x7f0000600000L));
        assertEquals(new MemoryPages(4096, 2 << 20, 2 << 20), pages(0x7f0000200000L, 0x7f0000600000L));
        assertThrows(IllegalArgumentException.class, () -> pages(0x1000, 0x2000));
    }

    @Test
    void shouldSayWhatTheKernelHasMadeOfMemoryOfOurs() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment plain = NativeMemory.allocate(1 << 20, false, arena);
            assertEquals(4096, MemoryPages.of(plain).pageBytes());
            MemorySegment transparent = NativeMemory.allocateTransparent(3 << 20, arena);
            assertEquals(3 << 20, transparent.byteSize());
            assertEquals(0, transparent.address() % (2 << 20));
            MemoryPages pages = MemoryPages.of(transparent);
            assertEquals(4096, pages.pageBytes());
            assertTrue(pages.transparentBytes() <= transparent.byteSize(), pages::toString);
        }
    }
}
