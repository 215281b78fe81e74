package org.netserv.perf.deploy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.netserv.ffi.NativeThread;
import org.netserv.ffi.NetworkNamespace;
import org.netserv.perf.traffic.KeepAliveMessage;
import org.netserv.rig.RigException;

/**
 * A SIP user who sends keep-alives at a steady pace, and notes when the first answer comes.
 *
 * <p><b>Thread.</b> It has one of its own; whoever asks is another one.
 */
public final class KeepAliveUser implements AutoCloseable {
    private static final int BYTES = 312;

    private final InetSocketAddress server;
    private final long intervalNanos;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long armedAt = Long.MAX_VALUE;
    private volatile long answeredAt;
    /** Its thread's, but for {@link #arm}, which sets it to 0. */
    private volatile long longestGap;
    private volatile boolean stopped;
    /** When the last answer came. Its thread's. */
    private long last;

    private KeepAliveUser(InetSocketAddress server, Duration interval) {
        this.server = server;
        this.intervalNanos = interval.toNanos();
    }

    /**
     * Sends until it is closed.
     *
     * @param namespace from where
     * @param cpu where its thread runs
     * @param interval between two messages
     */
    public static KeepAliveUser start(String namespace, int cpu, String address, int port, Duration interval) {
        KeepAliveUser user = new KeepAliveUser(new InetSocketAddress(InetAddress.ofLiteral(address), port), interval);
        Thread.ofPlatform().daemon().name("keep-alive-user").start(() -> user.run(namespace, cpu));
        return user;
    }

    /** From now on the first answer counts; returns the time by {@link System#nanoTime}. */
    public long arm() {
        armedAt = Long.MAX_VALUE;
        answeredAt = 0;
        longestGap = 0;
        long now = System.nanoTime();
        armedAt = now;
        return now;
    }

    /**
     * When the first answer came.
     *
     * <p><b>Errors.</b> {@link RigException} if there is none in time.
     */
    public long awaitAnswer(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (answeredAt == 0) {
            if (System.nanoTime() > deadline) {
                throw new RigException("no keep-alive is answered within " + limit.toSeconds() + " s");
            }
            Thread.sleep(1);
        }
        return answeredAt;
    }

    /** The longest time without an answer since {@link #arm}, in nanoseconds: from one answer to the next. */
    public long longestGap() {
        return longestGap;
    }

    private void run(String namespace, int cpu) {
        ByteBuffer message = ByteBuffer.allocateDirect(BYTES);
        message.put(KeepAliveMessage.ofLength(BYTES).getBytes(StandardCharsets.US_ASCII));
        ByteBuffer answer = ByteBuffer.allocateDirect(2048);
        try {
            NetworkNamespace.enter(namespace);
            NativeThread.pin(cpu);
            send(message, answer);
        } catch (IOException e) {
            throw new RigException("cannot send to " + server + ": " + e.getMessage(), e);
        } finally {
            ended.countDown();
        }
    }

    private void send(ByteBuffer message, ByteBuffer answer) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(server);
            channel.configureBlocking(false);
            long due = System.nanoTime();
            while (!stopped) {
                exchange(channel, message, answer);
                due += intervalNanos;
                LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
            }
        }
    }

    private void exchange(DatagramChannel channel, ByteBuffer message, ByteBuffer answer) throws IOException {
        try {
            channel.write(message.rewind());
            while (channel.read(answer.clear()) > 0) {
                long now = System.nanoTime();
                note(now);
                last = now;
            }
        } catch (PortUnreachableException nobody) {
            // Without the module the packet goes on to a host that has no such port.
        }
    }

    private void note(long now) {
        if (now < armedAt) {
            return;
        }
        if (answeredAt == 0) {
            answeredAt = now;
        }
        if (last != 0 && now - last > longestGap) {
            longestGap = now - last;
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
