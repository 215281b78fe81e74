package org.netserv.ffi;

import static org.netserv.ffi.Downcalls.capturing;
import static org.netserv.ffi.Downcalls.errno;
import static org.netserv.ffi.Downcalls.unexpected;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.netserv.ffi.nfqueue.raw.NfQueueRaw;

/**
 * The set-up calls of libnetfilter_queue with errno. Initialising this class loads the library; without it that fails,
 * which {@link NetfilterQueue#open} turns into a message.
 */
final class NfQueueLibrary {
    private static final MethodHandle OPEN = capturing(NfQueueRaw.nfq_open$address(), NfQueueRaw.nfq_open$descriptor());
    private static final MethodHandle CREATE_QUEUE = capturing(NfQueueRaw.nfq_create_queue$address(),
            NfQueueRaw.nfq_create_queue$descriptor());
    private static final MethodHandle SET_MODE = capturing(NfQueueRaw.nfq_set_mode$address(),
            NfQueueRaw.nfq_set_mode$descriptor());
    private static final MethodHandle SET_QUEUE_MAXLEN = capturing(NfQueueRaw.nfq_set_queue_maxlen$address(),
            NfQueueRaw.nfq_set_queue_maxlen$descriptor());
    private static final MethodHandle SET_QUEUE_FLAGS = capturing(NfQueueRaw.nfq_set_queue_flags$address(),
            NfQueueRaw.nfq_set_queue_flags$descriptor());

    private NfQueueLibrary() {}

    /** The handle, or NULL with the errno in the capture segment. */
    static MemorySegment open(MemorySegment capture) {
        try {
            return (MemorySegment) OPEN.invokeExact(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The queue's handle, or NULL with the errno in the capture segment. */
    static MemorySegment createQueue(MemorySegment capture, MemorySegment handle, int number, MemorySegment callback) {
        try {
            return (MemorySegment) CREATE_QUEUE.invokeExact(capture, handle, (short) number, callback,
                    MemorySegment.NULL);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int setMode(MemorySegment capture, MemorySegment queue, int mode, int range) {
        try {
            int result = (int) SET_MODE.invokeExact(capture, queue, (byte) mode, range);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int setMaxLength(MemorySegment capture, MemorySegment queue, int packets) {
        try {
            int result = (int) SET_QUEUE_MAXLEN.invokeExact(capture, queue, packets);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int setFlags(MemorySegment capture, MemorySegment queue, int mask, int flags) {
        try {
            int result = (int) SET_QUEUE_FLAGS.invokeExact(capture, queue, mask, flags);
            return result >= 0 ? result : -errno(capture);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}
