package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.libc.raw.LibcRaw;

/** Memory mapped from the kernel, for as long as an arena lives. */
public final class NativeMemory {
    private static final int NO_FILE = -1;
    private static final long HUGE_PAGE_BYTES = 2L << 20;

    private NativeMemory() {}

    /**
     * Page-aligned memory of zeros that is all there: nobody waits for a page later.
     *
     * <p><b>Errors.</b> {@link NativeException} with ENOMEM, with huge pages also where the host has none left.
     *
     * @param huge whether to take pages of 2 MB, which the host must have set aside (vm.nr_hugepages)
     */
    public static MemorySegment allocate(long bytes, boolean huge, Arena owner) {
        int flags = LibcRaw.MAP_PRIVATE() | LibcRaw.MAP_ANONYMOUS() | LibcRaw.MAP_POPULATE();
        if (!huge) {
            return map(bytes, bytes, flags, NO_FILE, 0, "memory", owner);
        }
        return map(roundUp(bytes), bytes, flags | LibcRaw.MAP_HUGETLB(), NO_FILE, 0, "huge pages", owner);
    }

    /**
     * Memory of zeros that is all there, of pages of 2 MB as far as the kernel finds such (transparent huge pages): it need not have
     * set any aside. {@link MemoryPages} says what has become of it.
     *
     * <p><b>Errors.</b> {@link NativeException} with ENOMEM, EINVAL where the kernel has no transparent huge pages.
     */
    public static MemorySegment allocateTransparent(long bytes, Arena owner) {
        // The kernel makes huge pages of whole ones only, and mmap does not align to them.
        MemorySegment room = reserve(roundUp(bytes) + HUGE_PAGE_BYTES, owner);
        MemorySegment memory = room.asSlice(roundUp(room.address()) - room.address(), roundUp(bytes));
        try (Arena scratch = Arena.ofConfined()) {
            int result = Libc.madvise(Downcalls.allocateCapture(scratch), memory, LibcRaw.MADV_HUGEPAGE());
            if (result < 0) {
                throw new NativeException("madvise", "MADV_HUGEPAGE bytes=" + bytes, -result);
            }
        }
        return memory.fill((byte) 0).asSlice(0, bytes);
    }

    private static long roundUp(long bytes) {
        return (bytes + HUGE_PAGE_BYTES - 1) & -HUGE_PAGE_BYTES;
    }

    /**
     * Page-aligned memory of zeros whose pages come when they are first touched: for slots that are as long as the longest
     * packet, of which most are short.
     *
     * <p><b>Errors.</b> {@link NativeException} with ENOMEM.
     */
    public static MemorySegment reserve(long bytes, Arena owner) {
        int flags = LibcRaw.MAP_PRIVATE() | LibcRaw.MAP_ANONYMOUS() | LibcRaw.MAP_NORESERVE();
        return map(bytes, bytes, flags, NO_FILE, 0, "memory", owner);
    }

    /** A part of what a file descriptor stands for, shared with the kernel. */
    static MemorySegment map(long bytes, int fd, long offset, String what, Arena owner) {
        return map(bytes, bytes, LibcRaw.MAP_SHARED() | LibcRaw.MAP_POPULATE(), fd, offset, what, owner);
    }

    private static MemorySegment map(long mapped, long bytes, int flags, int fd, long offset, String what,
            Arena owner) {
        try (Arena scratch = Arena.ofConfined()) {
            long address = Libc.mmap(Downcalls.allocateCapture(scratch), mapped,
                    LibcRaw.PROT_READ() | LibcRaw.PROT_WRITE(), flags, fd, offset);
            if (address < 0) {
                throw new NativeException("mmap", what + " bytes=" + mapped, (int) -address);
            }
            return MemorySegment.ofAddress(address).reinterpret(mapped, owner, NativeMemory::unmap).asSlice(0, bytes);
        }
    }

    private static void unmap(MemorySegment memory) {
        try (Arena scratch = Arena.ofConfined()) {
            Libc.munmap(Downcalls.allocateCapture(scratch), memory);
        }
    }
}
