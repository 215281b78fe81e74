package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.netserv.rig.Received;
import org.netserv.rig.Rig;
import org.netserv.rig.RigException;
import org.netserv.rig.Running;
import org.netserv.rig.UdpSender;
import org.netserv.rig.UdpSink;
import org.netserv.rig.Waiting;

/** Datagrams through the router while something fails: to a port that NetMonitor sees, and to one that no module wants. */
final class FaultTraffic implements AutoCloseable {
    private static final int PACKETS_PER_SECOND = 500;
    private static final int MARKER_PORT = 6999;
    private static final byte[] MARKER = "end".getBytes(StandardCharsets.US_ASCII);
    private static final List<Integer> PORTS = List.of(DemoModule.MONITORED_PORT, DemoModule.PLAIN_PORT);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final DemoSite site;
    private final int count;
    private final List<UdpSink> sinks = new ArrayList<>();
    private final List<Running> senders = new ArrayList<>();

    private FaultTraffic(DemoSite site, int count) {
        this.site = site;
        this.count = count;
    }

    /** Begins to send, for so many seconds. */
    static FaultTraffic start(DemoSite site, int seconds) {
        FaultTraffic traffic = new FaultTraffic(site, seconds * PACKETS_PER_SECOND);
        try {
            for (int port : PORTS) {
                traffic.sinks.add(UdpSink.start(site.server(), Rig.SERVER_IPV4, port));
            }
            for (int port : PORTS) {
                traffic.senders.add(sender(port).withCount(traffic.count, PACKETS_PER_SECOND).start(site.user()));
            }
            return traffic;
        } catch (RigException e) {
            traffic.close();
            throw e;
        }
    }

    private static UdpSender sender(int port) {
        return UdpSender.to(Rig.USER_IPV4, Rig.SERVER_IPV4, port);
    }

    /** Whether datagrams still come: what failed until now failed under traffic. */
    boolean goesOn() {
        return sinks.stream().allMatch(sink -> sink.received().distinct() < count);
    }

    /** Waits until all are sent; none may be missing. How many they were. */
    int assertNoneLost() {
        for (int i = 0; i < PORTS.size(); i++) {
            int port = PORTS.get(i);
            UdpSink sink = sinks.get(i);
            sender(port).replies(senders.get(i), TIMEOUT);
            // What left before this one, on the same way, has arrived before it.
            sender(port).withLocalPort(MARKER_PORT).withPayload(MARKER).send(site.user());
            assertTrue(Waiting.until(
                    () -> sink.received().sources().containsKey(Rig.USER_IPV4 + " " + MARKER_PORT), TIMEOUT),
                    () -> "no end of the datagrams to port " + port + "\n" + site.nodeLog());
            Received received = sink.received();
            assertEquals(count, received.distinct(), () -> "datagrams to port " + port + ", in " + received.gaps()
                    + " gaps; dropped by receivers " + site.droppedByReceivers() + "\n" + site.nodeLog());
        }
        return count * PORTS.size();
    }

    @Override
    public void close() {
        senders.forEach(Running::close);
        sinks.forEach(UdpSink::close);
    }
}
