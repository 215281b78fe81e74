package org.netserv.node.telemetry;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.netserv.node.controller.PublisherReport;
import org.netserv.node.controller.PublisherReport.ModuleReport;
import org.netserv.node.counters.NodeCounters;

class MetricsTest {
    private static final Instant ENDS = Instant.ofEpochSecond(1_800_000_000);
    private static final Pattern SAMPLE = Pattern
            .compile("([a-z_]+)(\\{([a-z]+=\"[^\"]*\",?)+})? -?[0-9.E-]+");

    private final NodeCounters counters = NodeCounters.inMemory();

    private static ModuleReport module(String id, Map<String, Long> counted) {
        return new ModuleReport(id, counted, false, 0, ENDS, null);
    }

    private String text(PublisherReport... publishers) {
        return Metrics.text(counters, "nfqueue", List.of(publishers));
    }

    private void count(String label, long value) {
        counters.allocate(label).add(value);
    }

    private static void assertHas(String text, String... lines) {
        for (String line : lines) {
            assertTrue(text.lines().anyMatch(line::equals), () -> line + " is not in\n" + text);
        }
    }

    @Test
    void shouldShowModulesCountersInBaseUnits() {
        String text = text(new PublisherReport("jane", List.of(
                new ModuleReport("a.b_1.0.0",
                        Map.of("packets", 5L, "dropped", 2L, "cpu_nanos", 1_500_000_000L, "over_cpu", 3L,
                                "timer_faults", 1L, "custom.secret", 9L, "kernel_dropped", 8L,
                                "kernel_dropped_bytes", 800L, "offloaded", 2L),
                        true, 4, ENDS, "is detached"))));
        assertHas(text, "netserv_module_packets_total{user=\"jane\",module=\"a.b_1.0.0\"} 5",
                "netserv_module_verdicts_total{user=\"jane\",module=\"a.b_1.0.0\",verdict=\"drop\"} 2",
                "netserv_module_cpu_seconds_total{user=\"jane\",module=\"a.b_1.0.0\"} 1.5",
                "netserv_module_over_quota_total{user=\"jane\",module=\"a.b_1.0.0\",quota=\"cpu\"} 3",
                "netserv_module_faults_total{user=\"jane\",module=\"a.b_1.0.0\",place=\"timer\"} 1",
                "netserv_module_kernel_packets_total{user=\"jane\",module=\"a.b_1.0.0\",verdict=\"drop\"} 8",
                "netserv_module_kernel_bytes_total{user=\"jane\",module=\"a.b_1.0.0\",verdict=\"drop\"} 800",
                "netserv_module_offloaded_flows_total{user=\"jane\",module=\"a.b_1.0.0\"} 2",
                "netserv_module_up{user=\"jane\",module=\"a.b_1.0.0\"} 0",
                "netserv_module_quarantined{user=\"jane\",module=\"a.b_1.0.0\"} 1",
                "netserv_module_restarts_total{user=\"jane\",module=\"a.b_1.0.0\"} 4",
                "netserv_module_ends_timestamp_seconds{user=\"jane\",module=\"a.b_1.0.0\"} 1800000000");
        assertFalse(text.contains("secret"), text);
    }

    @Test
    void shouldAddPacketThreadsUpAndKnowThePlane() {
        count("path.w0.received", 3);
        count("path.w1.received", 4);
        count("path.w1.fragments", 2);
        count("nfqueue.w0.changed", 1);
        count("nfqueue.w1.changed", 1);
        count("nfqueue.w1.reply.sent", 6);
        count("nfqueue.emit.unsent.no-room", 7);
        count("nfqueue.kernel.queue-full", 8);
        count("nfqueue.w0.overruns", 1);
        count("nfqueue.w1.overruns", 2);
        assertHas(text(), "netserv_path_received_packets_total 7",
                "netserv_path_passed_packets_total{reason=\"fragments\"} 2",
                "netserv_plane_decided_packets_total{plane=\"nfqueue\",result=\"changed\"} 2",
                "netserv_plane_sent_packets_total{plane=\"nfqueue\",kind=\"reply\"} 6",
                "netserv_plane_unsent_packets_total{plane=\"nfqueue\",kind=\"emit\",reason=\"no-room\"} 7",
                "netserv_plane_lost_packets_total{plane=\"nfqueue\",reason=\"queue-full\"} 8",
                "netserv_plane_incidents_total{plane=\"nfqueue\",incident=\"overruns\"} 3");
    }

    @Test
    void shouldTellPacketsFromLossesAndIncidentsOfThePlaneXdp() {
        count("xdp.w0.received", 3);
        count("xdp.q0.received", 4);
        count("xdp.w0.forwarded", 5);
        count("xdp.w0.stack.ttl", 1);
        count("xdp.w1.stack.options", 1);
        count("xdp.kernel.receive-ring-full", 6);
        count("xdp.w0.lost.ring-full", 7);
        count("xdp.q0.lost.no-metadata", 8);
        count("xdp.program.to-ring", 9);
        count("xdp.samples.shown", 10);
        count("xdp.q0.batch-failures", 11);
        assertHas(Metrics.text(counters, "xdp", List.of()),
                "netserv_plane_received_packets_total{plane=\"xdp\"} 7",
                "netserv_plane_decided_packets_total{plane=\"xdp\",result=\"forwarded\"} 5",
                "netserv_plane_decided_packets_total{plane=\"xdp\",result=\"to-stack\"} 2",
                "netserv_plane_lost_packets_total{plane=\"xdp\",reason=\"receive-ring-full\"} 6",
                "netserv_plane_lost_packets_total{plane=\"xdp\",reason=\"ring-full\"} 7",
                "netserv_plane_lost_packets_total{plane=\"xdp\",reason=\"no-metadata\"} 8",
                "netserv_plane_program_packets_total{plane=\"xdp\",outcome=\"to-ring\"} 9",
                "netserv_plane_samples_total{plane=\"xdp\",result=\"shown\"} 10",
                "netserv_plane_incidents_total{plane=\"xdp\",incident=\"batch-failures\"} 11");
    }

    @Test
    void shouldShowEventsAnswersPublishersAndWhateverElseIsCounted() {
        count("node.events.rolled-back", 1);
        count("control.answers.401", 2);
        count("control.tcp.displaced", 9);
        count("publisher.a.b_c.retained_bytes", 4096);
        count("publisher.a.b_c.log_left_out", 5);
        count("notify.sent", 8);
        count("journal.w0.writes", 6);
        count("emit.malformed", 7);
        assertHas(text(), "netserv_events_total{kind=\"rolled-back\"} 1",
                "netserv_control_answers_total{code=\"401\"} 2",
                "netserv_control_connections_dropped_total{listener=\"tcp\",reason=\"displaced\"} 9",
                "netserv_publisher_retained_bytes{user=\"a.b_c\"} 4096",
                "netserv_publisher_log_lines_left_out_total{user=\"a.b_c\"} 5",
                "netserv_notifications_total{outcome=\"sent\"} 8",
                "netserv_other_total{counter=\"journal.writes\"} 6",
                "netserv_path_malformed_emitted_packets_total 7");
    }

    @Test
    void shouldShowSignalingByTypeDirectionAndReason() {
        count("signaling.received.queries", 1);
        count("signaling.received.hellos", 2);
        count("signaling.sent.responses", 3);
        count("signaling.forwarded.queries", 4);
        count("signaling.received.unreachable", 5);
        count("signaling.dropped.not-authorised", 6);
        count("signaling.dropped.error-rate", 7);
        count("signaling.sessions", 8);
        count("signaling.associations", 9);
        count("signaling.handshakes", 10);
        count("signaling.handshake.count", 4);
        count("signaling.handshake.millis", 1_500);
        for (String result : List.of("taken", "passed", "missed")) {
            count("signaling.w0." + result, 1);
            count("signaling.w1." + result, 2);
        }
        String text = text();
        assertHas(text, "netserv_signaling_messages_total{direction=\"received\",type=\"queries\"} 1",
                "netserv_signaling_messages_total{direction=\"received\",type=\"hellos\"} 2",
                "netserv_signaling_messages_total{direction=\"sent\",type=\"responses\"} 3",
                "netserv_signaling_messages_total{direction=\"forwarded\",type=\"queries\"} 4",
                "netserv_signaling_events_total{event=\"unreachable\"} 5",
                "netserv_signaling_dropped_total{reason=\"not-authorised\"} 6",
                "netserv_signaling_dropped_total{reason=\"error-rate\"} 7",
                "netserv_signaling_states{kind=\"sessions\"} 8",
                "netserv_signaling_states{kind=\"associations\"} 9",
                "netserv_signaling_events_total{event=\"handshakes\"} 10",
                "# TYPE netserv_signaling_handshake_seconds summary", "netserv_signaling_handshake_seconds_count 4",
                "netserv_signaling_handshake_seconds_sum 1.5",
                "netserv_signaling_transit_packets_total{result=\"taken\"} 3",
                "netserv_signaling_transit_packets_total{result=\"passed\"} 3",
                "netserv_signaling_transit_packets_total{result=\"missed\"} 3");
        assertFalse(text.contains("netserv_other_total"), text);
    }

    @Test
    void shouldKnowEachPlaneOfANodeThatHasSeveral() {
        count("xdp.w0.received", 3);
        count("nfqueue.w1.received", 4);
        assertHas(Metrics.text(counters, "nfqueue+xdp", List.of()),
                "netserv_plane_received_packets_total{plane=\"xdp\"} 3",
                "netserv_plane_received_packets_total{plane=\"nfqueue\"} 4");
    }

    @Test
    void shouldTellAboutTheProcess() {
        String text = text();
        assertTrue(text.contains("\njvm_memory_used_bytes{area=\"heap\"} "), text);
        assertTrue(text.contains("\njvm_gc_collection_seconds_sum{gc=\""), text);
        assertTrue(text.contains("\njvm_threads_current "), text);
        assertTrue(text.contains("\nprocess_start_time_seconds "), text);
        assertTrue(text.startsWith("# HELP netserv_build_info "), text);
        assertHas(text, "netserv_metrics_left_out_series 0");
    }

    @Test
    void shouldWriteNothingButTheFormat() {
        count("path.w0.received", 3);
        for (String line : text(new PublisherReport("jane", List.of(module("a", Map.of("packets", 1L))))).lines()
                .toList()) {
            assertTrue(line.startsWith("# HELP ") || line.startsWith("# TYPE ") || SAMPLE.matcher(line).matches(),
                    line);
        }
    }

    @Test
    void shouldNotLetOnePublishersModulesTakeTheRoomOfOthers() {
        List<ModuleReport> many = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            many.add(module("m" + i, Map.of("packets", 1L, "bytes", 2L)));
        }
        String text = text(new PublisherReport("jane", many),
                new PublisherReport("john", List.of(module("only", Map.of("packets", 3L)))));
        assertHas(text, "netserv_module_packets_total{user=\"john\",module=\"only\"} 3",
                "netserv_module_packets_total{user=\"jane\",module=\"m0\"} 1");
        long series = text.lines().filter(line -> !line.startsWith("#")).count();
        assertTrue(series <= Metrics.MAX_SERIES && series > Metrics.MAX_SERIES - 100, series + " series");
        assertFalse(text.contains("m1999"));
        assertFalse(text.contains("netserv_metrics_left_out_series 0\n"));
    }
}
