package org.netserv.apps.netmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetMonitorTest {

    private static final Map<String, String> VISUALIZER = Map.of("visualizer_ip", "192.0.2.99", "visualizer_port",
            "5678");
    private static final int A = 0xc000_0201;
    private static final int B = 0xc633_6401;
    private static final long NET = 0x2001_0db8_0000_0000L;

    private final NetMonitor monitor = new NetMonitor();
    private final PacketFeed feed = new PacketFeed(monitor);

    private TestContext start(Map<String, String> properties) {
        TestContext context = new TestContext(properties);
        monitor.start(context);
        return context;
    }

    private static void tick(TestContext context) {
        Objects.requireNonNull(context.timers.get(500L)).run();
    }

    @Test
    void shouldCountBySourceDestinationAndTtl() {
        TestContext context = start(VISUALIZER);
        for (int i = 0; i < 3; i++) {
            feed.ipv4(A, B, 64);
        }
        feed.ipv4(A, B, 63);
        feed.ipv4(B, A, 64);
        feed.ipv6(NET, 1, NET, 0x1_0000_0000_0000L, 255);
        tick(context);
        Map<String, Reports.Flow> flows = Reports.of(context.sent).flows();
        assertEquals(Map.of("192.0.2.1>198.51.100.1/64", new Reports.Flow(3, 84), "192.0.2.1>198.51.100.1/63",
                new Reports.Flow(1, 28), "198.51.100.1>192.0.2.1/64", new Reports.Flow(1, 28),
                "2001:db8::1>2001:db8:0:0:1::/255", new Reports.Flow(1, 48)), flows);
        assertEquals(6, context.count("packets"));
        assertEquals(4, context.count("flows"));
        assertEquals(0, context.count("table_full"));
    }

    @Test
    void shouldReportInTheDocumentedForm() {
        TestContext context = start(VISUALIZER);
        feed.ipv4(A, B, 1);
        tick(context);
        String report = context.sent.getFirst().replaceAll("\"time\":[0-9]{13},", "\"time\":0,");
        assertEquals(
                "{\"module\":\"NetServ.apps.NetMonitor_1.0.0\",\"node\":\"r\\\"1\",\"seq\":1,\"part\":1,\"parts\":1,"
                        + "\"time\":0,\"interval_ms\":500,\"packets\":1,\"table_full\":0,\"flows\":[{\"src\":\"192.0.2.1\","
                        + "\"dst\":\"198.51.100.1\",\"ttl\":1,\"packets\":1,\"bytes\":28}]}",
                report);
    }

    @Test
    void shouldReportThatThereIsNothing() {
        TestContext context = start(VISUALIZER);
        tick(context);
        assertEquals(1, context.sent.size());
        assertTrue(Reports.of(context.sent).flows().isEmpty());
    }

    @Test
    void shouldReportTotalsOfWhatChangedAndAllOfThemNowAndThen() {
        TestContext context = start(VISUALIZER);
        feed.ipv4(A, B, 1);
        feed.ipv4(A, B, 2);
        tick(context);
        for (int report = 2; report <= Report.FULL_EVERY; report++) {
            context.sent.clear();
            feed.ipv4(A, B, 1);
            tick(context);
            assertEquals(Map.of("192.0.2.1>198.51.100.1/1", new Reports.Flow(report, 28L * report)),
                    Reports.of(context.sent).flows());
        }
        context.sent.clear();
        tick(context);
        assertEquals(2, Reports.of(context.sent).flows().size());
    }

    @Test
    void shouldSplitReportsIntoDatagramsThatFit() {
        TestContext context = start(VISUALIZER);
        for (int i = 0; i < 5000; i++) {
            feed.ipv6(-1 - i, -1, -1, Long.MIN_VALUE, 255);
        }
        tick(context);
        assertTrue(context.sent.size() > 400, "datagrams: " + context.sent.size());
        for (String datagram : context.sent) {
            int length = datagram.getBytes(StandardCharsets.UTF_8).length;
            assertTrue(length <= Report.MAX_LENGTH, datagram);
        }
        assertEquals(5000, Reports.of(context.sent).flows().size());
    }

    @Test
    void shouldReportAllWhenStopped() {
        TestContext context = start(VISUALIZER);
        feed.ipv4(A, B, 1);
        tick(context);
        context.sent.clear();
        monitor.stop();
        assertEquals(1, Reports.of(context.sent).flows().size());
    }

    @Test
    void shouldCountPacketsThatFindNoRoom() {
        TestContext context = start(Map.of("max_flows", "10", "visualizer_ip", "2001:db8::9", "visualizer_port", "1"));
        for (int i = 0; i < 100; i++) {
            feed.ipv4(i % 20, B, 64);
        }
        tick(context);
        assertEquals(100, context.count("packets"));
        assertEquals(10, context.count("flows"));
        assertEquals(50, context.count("table_full"));
        assertEquals(50, Reports.of(context.sent).packets());
    }

    @Test
    void shouldKeepAsManyFlowsAsItSays() {
        TestContext context = start(Map.of());
        for (int i = 0; i < 65_536; i++) {
            feed.ipv4(0x0a00_0000 + i, B, 64);
        }
        tick(context);
        assertEquals(65_536, context.count("flows"));
        assertEquals(0, context.count("table_full"));
        assertEquals(0, context.sent.size());
    }

    @Test
    void shouldAgreeWithAMapWhateverThePackets() {
        long seed = Long.getLong("netserv.seed", System.nanoTime());
        var random = new Random(seed);
        TestContext context = start(VISUALIZER);
        Map<String, Reports.Flow> expected = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            int source = random.nextInt(50);
            int destination = random.nextInt(10) + 1;
            int ttl = random.nextInt(4) * 85;
            if (random.nextBoolean()) {
                feed.ipv4(source, destination, ttl);
                expected.merge("0.0.0." + source + ">0.0.0." + destination + "/" + ttl, new Reports.Flow(1, 28),
                        Reports.Flow::plus);
            } else {
                feed.ipv6((long) source << 48, 0, 0, destination, ttl);
                String from = source == 0 ? "::" : Integer.toHexString(source) + "::";
                expected.merge(from + ">::" + Integer.toHexString(destination) + "/" + ttl, new Reports.Flow(1, 48),
                        Reports.Flow::plus);
            }
        }
        tick(context);
        assertEquals(expected, Reports.of(context.sent).flows(), "seed=" + seed);
    }

    @Test
    void shouldSumWhatSeveralPacketThreadsCountWhileItReports() throws Exception {
        TestContext context = start(VISUALIZER);
        int threads = TestContext.WORKERS;
        int packets = 200_000;
        List<FutureTask<Void>> feeds = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int own = t;
            feeds.add(new FutureTask<>(() -> {
                PacketFeed mine = new PacketFeed(monitor, own);
                for (int i = 0; i < packets; i++) {
                    mine.ipv4(i % 2 == 0 ? A : own, B, 1 + i % 100);
                }
            }, null));
        }
        feeds.forEach(feeding -> Thread.ofPlatform().start(feeding));
        long last = 0;
        while (!feeds.stream().allMatch(FutureTask::isDone)) {
            context.sent.clear();
            tick(context);
            assertTrue(context.count("packets") >= last);
            last = context.count("packets");
        }
        for (FutureTask<Void> feeding : feeds) {
            feeding.get();
        }
        context.sent.clear();
        monitor.stop();
        Reports reports = Reports.of(context.sent);
        assertEquals((long) threads * packets, context.count("packets"));
        assertEquals((long) threads * packets, reports.packets());
        assertEquals(50 + threads * 50, context.count("flows"));
        assertEquals(new Reports.Flow(threads * packets / 100, 28L * threads * packets / 100),
                reports.flows().get("192.0.2.1>198.51.100.1/1"));
    }

    @Test
    void shouldCountDatagramsThatCouldNotBeSent() {
        TestContext context = start(VISUALIZER);
        context.sends = false;
        tick(context);
        assertEquals(1, context.count("unsent"));
        context.permits = false;
        tick(context);
        tick(context);
        assertEquals(3, context.count("unsent"));
        assertEquals(List.of("reports are no longer permitted; counting goes on"), context.warnings);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.2.3.4     |       | properties visualizer_ip and visualizer_port belong together: visualizer_port is missing
                        | 5     | properties visualizer_ip and visualizer_port belong together: visualizer_ip is missing
            example.com | 5     | property visualizer_ip must be an IPv4 or IPv6 address: visualizer_ip=example.com
            1.2.3.4     | 0     | property visualizer_port must be a number from 1 to 65535: visualizer_port=0
            1.2.3.4     | 65536 | property visualizer_port must be a number from 1 to 65535: visualizer_port=65536
            1.2.3.4     | x     | property visualizer_port must be a number from 1 to 65535: visualizer_port=x
            """)
    void shouldRefuseBadProperties(String ip, String port, String message) {
        Map<String, String> properties = new HashMap<>();
        if (ip != null) {
            properties.put("visualizer_ip", ip);
        }
        if (port != null) {
            properties.put("visualizer_port", port);
        }
        var refusal = assertThrows(IllegalArgumentException.class, () -> start(properties));
        assertEquals(message, refusal.getMessage());
    }

    @Test
    void shouldRefuseAVisualizerThatTheOperatorDoesNotPermit() {
        TestContext context = new TestContext(VISUALIZER);
        context.permits = false;
        var refusal = assertThrows(IllegalArgumentException.class, () -> monitor.start(context));
        assertEquals("the operator does not permit datagrams to the visualizer: 192.0.2.99 port 5678",
                refusal.getMessage());
        assertFalse(context.timers.containsKey(500L));
    }
}
