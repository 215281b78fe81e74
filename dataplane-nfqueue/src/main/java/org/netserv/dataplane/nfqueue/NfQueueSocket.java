package org.netserv.dataplane.nfqueue;

import org.netserv.ffi.Errno;
import org.netserv.ffi.Linux;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.NetfilterQueue;
import org.netserv.node.plane.PlaneException;

/**
 * One queue of the kernel's in two steps: {@link #bind} takes it, {@link #configure} opens it for packets. Between the two
 * the plane removes what a killed node left behind.
 *
 * <p><b>Thread.</b> One at a time; the queue belongs to the network namespace of the thread that binds it.
 */
final class NfQueueSocket implements AutoCloseable {
    /** How long the poller waits for packets before it looks whether it should stop. */
    private static final int RECEIVE_TIMEOUT_MILLIS = 100;

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
                case Errno.EPERM, Errno.EBUSY -> "it is held by another process, such as a node that runs already, or "
                        + "CAP_NET_ADMIN is missing";
                case Errno.EINVAL, Errno.EOPNOTSUPP, Errno.EPROTONOSUPPORT -> "the kernel has no netfilter queues: "
                        + "modprobe nfnetlink_queue";
                default -> "see the errno";
            };
            throw new PlaneException(
                    "cannot take netfilter queue " + number + ": " + hint + " [" + e.getMessage() + "]",
                    e);
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
            socket.receiveTimeoutMillis(RECEIVE_TIMEOUT_MILLIS);
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
