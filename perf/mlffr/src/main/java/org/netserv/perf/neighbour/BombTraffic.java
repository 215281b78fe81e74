package org.netserv.perf.neighbour;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.netserv.ffi.NativeThread;
import org.netserv.ffi.NetworkNamespace;
import org.netserv.perf.traffic.Generator;
import org.netserv.rig.RigException;

/**
 * A thousand packets a second for the bomb's publisher, evenly.
 *
 * <p><b>Thread.</b> It has one of its own, ahead of the generator, whose CPU it shares and which never sleeps.
 */
public final class BombTraffic implements AutoCloseable {
    private static final long INTERVAL_NANOS = 1_000_000;
    private static final int BYTES = 100;

    private final InetSocketAddress destination;
    private final AtomicLong sent = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stopped;

    private BombTraffic(InetSocketAddress destination) {
        this.destination = destination;
    }

    /**
     * Sends until it is closed.
     *
     * @param namespace from where
     * @param cpu where its thread runs
     */
    public static BombTraffic start(String namespace, int cpu, String destination, int port) {
        BombTraffic traffic = new BombTraffic(new InetSocketAddress(InetAddress.ofLiteral(destination), port));
        Thread.ofPlatform().daemon().name("bomb-traffic").start(() -> traffic.run(namespace, cpu));
        return traffic;
    }

    /** Packets until now. */
    public long sent() {
        return sent.get();
    }

    private void run(String namespace, int cpu) {
        NetworkNamespace.enter(namespace);
        NativeThread.pin(cpu);
        NativeThread.realtime(NativeThread.id(), Generator.PRIORITY + 1);
        try (DatagramChannel channel = DatagramChannel.open()) {
            ByteBuffer datagram = ByteBuffer.allocateDirect(BYTES);
            long due = System.nanoTime();
            while (!stopped) {
                datagram.clear();
                channel.send(datagram, destination);
                sent.incrementAndGet();
                due += INTERVAL_NANOS;
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
            }
        } catch (IOException e) {
            throw new RigException("cannot send to " + destination + ": " + e.getMessage(), e);
        } finally {
            ended.countDown();
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
