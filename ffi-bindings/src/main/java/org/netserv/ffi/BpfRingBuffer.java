package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.netserv.ffi.libc.raw.LibcRaw;

/**
 * Reading end of a BPF ring buffer: records that BPF programs have written, in their order, read from shared memory.
 *
 * <pre>
 *   kernel: write record, (A) release its header (not busy any more), release producer position
 *   us:     acquire producer position, (B) acquire header, read record, (C) release consumer position
 * </pre>
 *
 * <p>(B) pairs with (A): no record is read before it is written. (C) pairs with the kernel's read of the consumer position:
 * no record is overwritten while it is read.
 *
 * <p><b>Thread.</b> One reader. No downcalls, no allocation.
 *
 * <p><b>Source.</b> kernel/bpf/ringbuf.c and libbpf's ringbuf.c.
 */
public final class BpfRingBuffer {
    private static final VarHandle POSITION = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle HEADER = ValueLayout.JAVA_INT.varHandle();
    private static final int HEADER_BYTES = 8;
    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    /** The bindings lack this one. */
    private static final MethodHandle GETPAGESIZE = Linker.nativeLinker().downcallHandle(
            Linker.nativeLinker().defaultLookup().findOrThrow("getpagesize"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT));

    private final int fd;
    private final MemorySegment consumer;
    private final MemorySegment producer;
    /** Twice in a row, so that no record has a seam. */
    private final MemorySegment data;
    private final long mask;
    private long position;
    private int length;

    BpfRingBuffer(Arena arena, String name, int fd, int bytes) {
        this.fd = fd;
        long page = pageBytes();
        consumer = map(arena, name, fd, page, 0, LibcRaw.PROT_READ() | LibcRaw.PROT_WRITE());
        MemorySegment readable = map(arena, name, fd, page + 2L * bytes, page, LibcRaw.PROT_READ());
        producer = readable.asSlice(0, page);
        data = readable.asSlice(page);
        mask = bytes - 1L;
        position = (long) POSITION.getAcquire(consumer, 0L);
    }

    /** Where the next record lies in {@link #memory}, or -1 if there is none now; the same one until {@link #release}. */
    public long peek() {
        long end = (long) POSITION.getAcquire(producer, 0L);
        while (position < end) {
            long at = position & mask;
            int header = (int) HEADER.getAcquire(data, at); // (B)
            if ((header & BUSY) != 0) {
                return -1;
            }
            length = header & ~DISCARDED;
            if ((header & DISCARDED) == 0) {
                return at + HEADER_BYTES;
            }
            release();
        }
        return -1;
    }

    /** The memory that {@link #peek} points into; read-only. */
    public MemorySegment memory() {
        return data;
    }

    /** The file descriptor, to be polled; the object closes it. */
    public int fd() {
        return fd;
    }

    /** Length of the record that {@link #peek} has found, in bytes. */
    public int length() {
        return length;
    }

    /** Gives the place of the record that {@link #peek} has found back to the kernel. */
    public void release() {
        position += (length + HEADER_BYTES + 7L) & -8L;
        POSITION.setRelease(consumer, 0L, position); // (C)
    }

    private static int pageBytes() {
        try {
            return (int) GETPAGESIZE.invokeExact();
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static MemorySegment map(Arena arena, String name, int fd, long bytes, long offset, int protection) {
        try (Arena scratch = Arena.ofConfined()) {
            long address = Libc.mmap(Downcalls.allocateCapture(scratch), bytes, protection, LibcRaw.MAP_SHARED(), fd,
                    offset);
            if (address < 0) {
                throw new NativeException("mmap", "map=" + name + " bytes=" + bytes, (int) -address);
            }
            return MemorySegment.ofAddress(address).reinterpret(bytes, arena, BpfRingBuffer::unmap);
        }
    }

    private static void unmap(MemorySegment memory) {
        try (Arena scratch = Arena.ofConfined()) {
            Libc.munmap(Downcalls.allocateCapture(scratch), memory);
        }
    }
}
