package org.netserv.dataplane.nfqueue;

import org.netserv.dataplane.common.WatchedLoop;
import org.netserv.ffi.Errno;
import org.netserv.ffi.Linux;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.NetfilterQueue;
import org.netserv.node.plane.PlaneException;

/**
 * One queue of the kernel's in two steps: {@link #bind} takes it, {@link #configure} lets packets come. Between the two the
 * kernel drops what rules send to the queue (even with {@code --queue-bypass}: nfqnl_enqueue_packet, EINVAL), so no rule may
 * lead to it yet.
 *
 * <p><b>Thread.</b> One at a time; the queue belongs to the network namespace of the thread that binds it.
 */
final class NfQueueSocket implements AutoCloseable {
    /** See {@link #lock}. Feature probes use the one above it. */
    static final int LOCK = 0xfffd;

    private final NetfilterQueue queue;

    private NfQueueSocket(NetfilterQueue queue) {
        this.queue = queue;
    }

    /** Takes a queue, or says who may have it. */
    static NfQueueSocket bind(int number) throws PlaneException {
        try {
            return new NfQueueSocket(NetfilterQueue.open(number));
        } catch (UnsupportedOperationException e) {
            throw new PlaneException(String.valueOf(e.getMessage()), e);
        } catch (NativeException e) {
            String hint = switch (e.errno()) {
                case Errno.EPERM, Errno.EBUSY -> "another process holds it";
                case Errno.EINVAL, Errno.EOPNOTSUPP, Errno.EPROTONOSUPPORT -> "the kernel has no netfilter queues: "
                        + "modprobe nfnetlink_queue";
                default -> "see the errno";
            };
            throw new PlaneException(
                    "cannot take netfilter queue " + number + ": " + hint + " [" + e.getMessage() + "]",
                    e);
        }
    }

    /**
     * Takes the queue that stands for being the node of a network namespace: no rule leads to it, and only one process can
     * hold it.
     */
    static NfQueueSocket lock() throws PlaneException {
        try {
            return bind(LOCK);
        } catch (PlaneException e) {
            if (e.getCause() instanceof NativeException cause && cause.errno() == Errno.EPERM) {
                throw new PlaneException("another node runs in this network namespace (a process holds netfilter queue "
                        + LOCK + ", which marks it)", cause);
            }
            throw e;
        }
    }

    /** Sets length, flags and buffers, and lets packets come. */
    void configure(NfQueueOptions options) throws PlaneException {
        try {
            queue.maxLength(options.queueLength());
            queue.superPackets(false);
            queue.failOpen(options.failOpen());
            NativeSocket socket = queue.socket();
            // Overruns then only show in the kernel's counters, and no call fails for them.
            socket.option(Linux.SOL_NETLINK, Linux.NETLINK_NO_ENOBUFS, 1);
            socket.option(Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, options.receiveBuffer());
            socket.option(Linux.SOL_SOCKET, Linux.SO_SNDBUFFORCE, 2 * VerdictWriter.SEND_LIMIT);
            socket.receiveTimeoutMillis(WatchedLoop.IDLE_MILLIS);
            queue.copyPackets(0xffff);
        } catch (NativeException e) {
            throw new PlaneException("cannot set up netfilter queue " + number() + ": " + e.getMessage(), e);
        }
    }

    int number() {
        return queue.number();
    }

    NativeSocket socket() {
        return queue.socket();
    }

    @Override
    public void close() {
        queue.close();
    }
}
