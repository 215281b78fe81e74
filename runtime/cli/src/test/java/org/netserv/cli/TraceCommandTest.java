package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import org.netserv.node.message.StatusCode;
import org.netserv.node.trace.TraceReport;
import org.netserv.node.trace.TracedPacket;

class TraceCommandTest {
    /** UDP from 10.0.1.2:7 to 10.0.2.2:5060, of which the last two bytes are not kept. */
    private static final String IPV4 = "4500001e00000000401100000a0001020a0002020007" + "13c4000a0000";
    private static final String IPV6 = "6000000000081140" + "fd000000000000000000000000000002"
            + "20010db8000000000000000000000001";
    private static final TracedPacket REPLY = packet(IPV4, 30, "whole", "reply", true);
    private static final TracedPacket FRAGMENT = packet(IPV4.replace("00000000401100", "00002000401100"), 30,
            "fragment", "accept", false);

    @TempDir
    private Path folder;

    private static TracedPacket packet(String hex, int length, String form, String verdict, boolean seen) {
        return new TracedPacket(1_767_225_600_000_000_001L, 0, length, form, verdict, seen, seen ? "jane" : "",
                seen ? "a.b_1.0.0" : "", seen ? 9_120 : 0, seen ? 12 : 0,
                Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)));
    }

    /** Packets one by one, and the end of the trace. */
    private static Answer[] answer(TracedPacket... packets) {
        return Stream.concat(
                Stream.of(packets)
                        .map(packet -> Answer.of(StatusCode.PART, "").with(TraceReport.lines(List.of(packet)))),
                Stream.of(Answer.of(StatusCode.DONE, "").with(new TraceReport(9, "seconds", List.of()).text(100_000))))
                .toArray(Answer[]::new);
    }

    @Test
    void shouldShowALineAPacket() throws Exception {
        TracedPacket six = packet(IPV6 + "000713c400080000", 48, "whole", "accept", false);
        TracedPacket broken = packet("4f", 30, "malformed", "accept", false);
        try (FakeNode node = new FakeNode(folder, answer(REPLY, FRAGMENT, six, broken))) {
            assertEquals(0, node.run("trace", "--filter", "proto=udp", "--user", "jane", "--module", "a.b", "--count",
                    "7", "--seconds", "3", "--snaplen", "28"), () -> node.err);
            String at = "2026-01-01T00:00:00.000000001Z ";
            assertEquals(at + "10.0.1.2:7 > 10.0.2.2:5060 udp 30 B: reply, changed, by a.b_1.0.0 of jane, "
                    + "760 ns a packet in a visit of 12\n" + at + "10.0.1.2 > 10.0.2.2 30 B: accept, fragment\n" + at
                    + "[fd00::2]:7 > [2001:db8::1]:5060 udp 48 B: accept, no module wants it\n" + at
                    + "? 30 B: accept, malformed\n4 packets, of 9 that matched; ended by: seconds\n", node.out);
            var message = node.received.getFirst();
            assertEquals(List.of("proto=udp", "jane", "a.b", "7", "3", "28", "yes"),
                    List.of("filter", "user", "module", "count", "seconds", "snaplen", "live").stream()
                            .map(message::value)
                            .toList());
        }
    }

    @Test
    void shouldAnswerInJson() throws Exception {
        try (FakeNode node = new FakeNode(folder, answer(REPLY))) {
            assertEquals(0, node.run("trace", "--json"), () -> node.err);
            var answer = Json.parse(node.out);
            assertEquals("seconds", answer.get("ended"));
            assertTrue(answer.get("packets") instanceof List<?> list && list.size() == 1
                    && list.getFirst().toString().contains("verdict=reply"), node.out);
        }
    }

    @Test
    void shouldWriteAFileWithVerdictsAsComments() throws Exception {
        Path file = folder.resolve("x.pcapng");
        try (FakeNode node = new FakeNode(folder, answer(REPLY, FRAGMENT))) {
            assertEquals(0, node.run("trace", "--write", file.toString()), () -> node.err);
            assertEquals("2 packets in " + file + ", of 9 that matched; ended by: seconds\n", node.out);
        }
        assertTrue(Files.readString(file, StandardCharsets.ISO_8859_1)
                .contains("reply, changed, by a.b_1.0.0 of jane, 760 ns a packet"), "no comment");
    }

    @Test
    void shouldFindWhatIsWrongBeforeItAsksTheNode() throws Exception {
        try (FakeNode node = new FakeNode(folder)) {
            assertEquals(2, node.run("trace", "--filter", "port=x"));
            assertTrue(node.err.contains("--filter: port=x: expected a number from 0 to 65535"), node.err);
            assertEquals(1, node.run("trace", "--write", folder.resolve("nosuch/x.pcapng").toString()));
            assertTrue(node.err.contains("no such file or folder"), node.err);
        }
    }

    @Test
    void shouldSayWhatTheNodeRefuses() throws Exception {
        try (FakeNode node = new FakeNode(folder, Answer.of(StatusCode.MALFORMED, "header count"))) {
            assertEquals(1, node.run("trace", "--count", "10001"));
            assertTrue(node.out.startsWith("400") && node.out.contains("header count"), node.out);
        }
    }
}
