package org.netserv.dataplane.xdp.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.Errno;
import org.netserv.ffi.MemoryPages;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory that frames lie in (UMEM), of the largest pages that can be had: a thread that goes from frame to frame finds more of
 * them in its CPU's table of pages.
 *
 * <p><b>Ownership.</b> {@link #close} gives it back.
 *
 * <p><b>Thread.</b> Any.
 */
public final class FrameMemory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameMemory.class);
    private static final long KIB = 1024;

    /** What it is to be made of. */
    public enum Pages {
        /** Those that the host has set aside, or else transparent ones, or else small ones. */
        AUTO,
        /** Huge pages that the host has set aside (vm.nr_hugepages), or else small ones. */
        RESERVED,
        /** Huge pages that the kernel finds (transparent huge pages), and small ones where it finds none. */
        TRANSPARENT,
        /** Small ones. */
        SMALL
    }

    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;
    private final boolean reserved;
    private @Nullable MemoryPages found;

    /** Of one kind, which there may not be. */
    private FrameMemory(long bytes, Pages kind) {
        reserved = kind == Pages.RESERVED;
        try {
            segment = kind == Pages.TRANSPARENT ? NativeMemory.allocateTransparent(bytes, arena)
                    : NativeMemory.allocate(bytes, reserved, arena);
            // A control group may have fewer than the host: those that it may not have are not there, though mmap says nothing.
            if (reserved && MemoryPages.of(segment).reservedBytes() < bytes) {
                throw new NativeException("mmap", "huge pages of the control group bytes=" + bytes, Errno.ENOMEM);
            }
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** So many bytes of zeros. <b>Errors.</b> {@link NativeException} with ENOMEM. */
    static FrameMemory allocate(long bytes, Pages wanted) {
        List<Pages> tries = switch (wanted) {
            case AUTO -> List.of(Pages.RESERVED, Pages.TRANSPARENT);
            case SMALL -> List.of();
            default -> List.of(wanted);
        };
        for (Pages each : tries) {
            try {
                return new FrameMemory(bytes, each);
            } catch (NativeException e) {
                LOG.debug("no memory of kind {}: {}", each, e.getMessage());
            }
        }
        return new FrameMemory(bytes, Pages.SMALL);
    }

    MemorySegment segment() {
        return segment;
    }

    /** What it is made of, as the kernel says: {@code reserved, 2048 kB}. The first call takes milliseconds. */
    synchronized String describe() {
        MemoryPages pages = found;
        if (pages == null) {
            pages = MemoryPages.of(segment);
            found = pages;
        }
        if (reserved) {
            return "reserved, " + pages.pageBytes() / KIB + " kB";
        }
        return pages.transparentBytes() == 0 ? "no"
                : "transparent, " + pages.transparentBytes() / KIB + " of " + segment.byteSize() / KIB + " kB";
    }

    /** Gives it back: when nothing knows it any more. */
    @Override
    public void close() {
        arena.close();
    }
}
