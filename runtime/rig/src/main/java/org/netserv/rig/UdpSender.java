package org.netserv.rig;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;

/**
 * Sends datagrams from a host and collects the replies. A value: the {@code with} methods return a changed copy.
 *
 * @param localAddress its own address
 * @param localPort its own port, 0 for any
 * @param address where to
 * @param port which port
 * @param count how many
 * @param packetsPerSecond how fast, 0 for as fast as it goes
 * @param linger how long to listen for replies after the last one
 * @param contents {@code numbered SIZE} or {@code payload BASE64}
 */
public record UdpSender(String localAddress, int localPort, String address, int port, int count, int packetsPerSecond,
        Duration linger, List<String> contents) {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final int MIN_NUMBERED_BYTES = 8;

    /** Copies the contents. */
    public UdpSender {
        contents = List.copyOf(contents);
    }

    /** One numbered datagram of 64 bytes from any port, no time for replies. */
    public static UdpSender to(String localAddress, String address, int port) {
        return new UdpSender(localAddress, 0, address, port, 1, 0, Duration.ZERO, List.of("numbered", "64"));
    }

    /** From that port. */
    public UdpSender withLocalPort(int newLocalPort) {
        return new UdpSender(localAddress, newLocalPort, address, port, count, packetsPerSecond, linger, contents);
    }

    /** That many, that fast (0: as fast as it goes). */
    public UdpSender withCount(int newCount, int newPacketsPerSecond) {
        return new UdpSender(localAddress, localPort, address, port, newCount, newPacketsPerSecond, linger, contents);
    }

    /** Listens for replies that long after the last datagram. */
    public UdpSender withLinger(Duration newLinger) {
        return new UdpSender(localAddress, localPort, address, port, count, packetsPerSecond, newLinger, contents);
    }

    /** Datagrams of that many bytes that carry a number each, so that a {@link UdpSink} can tell how many differ. */
    public UdpSender withNumbered(int bytes) {
        if (bytes < MIN_NUMBERED_BYTES || bytes > 65_507) {
            throw new IllegalArgumentException("bytes must be between 8 and 65507: bytes=" + bytes);
        }
        return new UdpSender(localAddress, localPort, address, port, count, packetsPerSecond, linger,
                List.of("numbered", Integer.toString(bytes)));
    }

    /** Datagrams with exactly these bytes. */
    public UdpSender withPayload(byte[] payload) {
        return new UdpSender(localAddress, localPort, address, port, count, packetsPerSecond, linger,
                List.of("payload", Base64.getEncoder().encodeToString(payload)));
    }

    /** Sends all and returns the replies. */
    public Received send(Namespace host) {
        try (Running running = start(host)) {
            Duration sending = packetsPerSecond == 0 ? Duration.ofSeconds(60)
                    : Duration.ofSeconds(10 + count / packetsPerSecond);
            return replies(running, sending);
        }
    }

    /** Starts to send; the first datagram leaves about when this returns. Its end is awaited by {@link #replies}. */
    public Running start(Namespace host) {
        List<String> arguments = new ArrayList<>(List.of(localAddress, Integer.toString(localPort), address,
                Integer.toString(port), Integer.toString(count), Integer.toString(packetsPerSecond),
                // Thread.join(0) would wait for ever.
                Long.toString(Math.max(1, linger.toMillis()))));
        arguments.addAll(contents);
        Running running = Peers.start(host, "UdpSenderMain", arguments);
        try {
            running.awaitLine("\"event\":\"ready\"", START_TIMEOUT);
        } catch (RigException e) {
            running.close();
            throw e;
        }
        return running;
    }

    /**
     * The replies that a started sender has collected when it is done.
     *
     * <p><b>Errors.</b> {@link RigException} if it is not done in time or has failed.
     */
    public Received replies(Running sender, Duration timeout) {
        Matcher last = sender.awaitLine(".*\"event\":\"replies\".*", timeout.plus(linger));
        return Received.parse(last.group());
    }
}
