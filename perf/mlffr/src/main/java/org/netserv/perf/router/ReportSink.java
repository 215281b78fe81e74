package org.netserv.perf.router;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.netserv.ffi.NetworkNamespace;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;

/**
 * Takes NetMonitor's reports on a host, and counts them.
 *
 * <p><b>Thread.</b> It has one of its own, which sleeps until a report comes.
 */
final class ReportSink implements AutoCloseable {

    private static final int PORT = 9_000;
    private static final int MAX_DATAGRAM = 65_536;

    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final AtomicLong received = new AtomicLong();

    private ReportSink(DatagramChannel channel, InetSocketAddress address) {
        this.channel = channel;
        this.address = address;
    }

    /** One that listens when this returns. */
    static ReportSink open(Namespace host, String literal) {
        CompletableFuture<ReportSink> opened = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("netserv-mlffr-reports").start(() -> {
            try {
                NetworkNamespace.enter(host.name());
                InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(literal), PORT);
                ReportSink sink = new ReportSink(DatagramChannel.open().bind(address), address);
                opened.complete(sink);
                sink.receive();
            } catch (IOException | RuntimeException e) {
                opened.completeExceptionally(e);
            }
        });
        try {
            return opened.get();
        } catch (ExecutionException e) {
            throw new RigException("cannot take NetMonitor's reports on " + literal + " port " + PORT + " of "
                    + host.name() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted while NetMonitor's reports were awaited", e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Datagrams until now. */
    long received() {
        return received.get();
    }

    private void receive() {
        ByteBuffer datagram = ByteBuffer.allocateDirect(MAX_DATAGRAM);
        try {
            while (true) {
                datagram.clear();
                channel.receive(datagram);
                received.incrementAndGet();
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RigException("cannot close the socket for NetMonitor's reports: " + e.getMessage(), e);
        }
    }
}
