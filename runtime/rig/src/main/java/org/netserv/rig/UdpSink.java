package org.netserv.rig;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Receives datagrams on a host and counts them; may send each one back. */
public final class UdpSink implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Pattern REPORT = Pattern.compile(".*\"event\":\"received\".*");

    private final Running running;

    private UdpSink(Running running) {
        this.running = running;
    }

    /** A sink that is listening when this returns. */
    public static UdpSink start(Namespace host, String address, int port) {
        return start(host, address, port, "sink");
    }

    /** A sink that sends each datagram back; it is listening when this returns. */
    public static UdpSink echo(Namespace host, String address, int port) {
        return start(host, address, port, "echo");
    }

    private static UdpSink start(Namespace host, String address, int port, String mode) {
        Running running = Peers.start(host, "UdpSinkMain", List.of(address, Integer.toString(port), mode));
        try {
            running.awaitLine("\"event\":\"ready\"", START_TIMEOUT);
        } catch (RigException e) {
            running.close();
            throw e;
        }
        return new UdpSink(running);
    }

    /** What has come, as of at most 50 ms ago (and some for the way of the numbers). */
    public Received received() {
        Matcher last = running.lastLine(REPORT);
        return last == null ? Received.NOTHING : Received.parse(last.group());
    }

    /**
     * Waits until that many datagrams have come.
     *
     * <p><b>Errors.</b> {@link RigException} with the number that came, after the timeout.
     */
    public Received awaitPackets(long packets, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Received received = received();
        while (received.packets() < packets) {
            if (System.nanoTime() > deadline || !running.isAlive()) {
                throw new RigException("expected " + packets + " datagrams, got " + received.packets() + " within "
                        + timeout.toMillis() + " ms" + (running.isAlive() ? "" : "; the sink has ended"));
            }
            Pause.millis(10);
            received = received();
        }
        return received;
    }

    @Override
    public void close() {
        running.close();
    }
}
