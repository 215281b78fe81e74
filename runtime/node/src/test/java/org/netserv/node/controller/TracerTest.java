package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.message.Answer;
import org.netserv.node.message.AnswerReader;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.node.packet.TestPackets;
import org.netserv.node.trace.TraceReport;
import org.netserv.node.trace.TracedPacket;

class TracerTest {
    @TempDir
    private Path directory;
    private ControllerFixture node;

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    private static ControlMessage message(int count, int seconds) {
        return new MessageBuilder(Method.TRACE, ControlMessage.NO_MODULE).header("filter", "proto=udp,port=5060")
                .header("count", count).header("seconds", seconds).build();
    }

    /** A trace that runs when this returns. */
    private FutureTask<Answer> begin(int count) {
        return begin(() -> node.host.controller().handle(message(count, 60), true));
    }

    private FutureTask<Answer> beginLive(int count, Parts parts) {
        ControlMessage message = new MessageBuilder(Method.TRACE, ControlMessage.NO_MODULE).header("count", count)
                .header("seconds", 60).header("live", "yes").build();
        return begin(() -> node.host.controller().handle(message, true, parts));
    }

    private static FutureTask<Answer> begin(Callable<Answer> trace) {
        FutureTask<Answer> answer = new FutureTask<>(trace);
        Thread thread = Thread.ofPlatform().daemon().start(answer);
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return answer;
    }

    private void packets(int count) {
        for (int i = 0; i < count; i++) {
            node.path.worker(0).process(TestPackets.batch(256,
                    TestPackets.ipv4(0x0b000001, 0x0a000201, 17, TestPackets.udp(1, 5060)),
                    TestPackets.ipv4(0x0b000001, 0x0a000201, 17, TestPackets.udp(1, 9))));
        }
    }

    private static int port(TracedPacket packet) {
        byte[] bytes = packet.bytes();
        return (bytes[22] & 0xff) << 8 | (bytes[23] & 0xff);
    }

    private static TraceReport report(FutureTask<Answer> answer) throws InterruptedException, ExecutionException {
        assertEquals(200, answer.get().code().code());
        assertEquals("node-1", answer.get().nodeId());
        return TraceReport.parse(answer.get().body());
    }

    @Test
    void shouldAnswerWithThePacketsWhenThereAreEnough() throws Exception {
        FutureTask<Answer> answer = begin(5);
        packets(4);
        // Whoever else speaks to the node meanwhile does not wait for the trace.
        assertTrue(node.status().contains("\"node-id\":\"node-1\""));
        assertEquals(false, answer.isDone());
        packets(1);
        TraceReport report = report(answer);
        assertEquals("count", report.ended());
        assertEquals(5, report.packets().size());
        assertTrue(report.packets().stream().allMatch(packet -> packet.verdict().equals("accept")));
    }

    @Test
    void shouldAnswerWithWhatThereIsWhenTheTimeIsUp() throws Exception {
        TraceReport report = TraceReport.parse(node.host.controller().handle(message(1, 1), true).body());
        assertEquals("seconds", report.ended());
        assertEquals(0, report.packets().size());
    }

    @Test
    void shouldSendThePacketsOfALiveTraceAsTheyAreDecided() throws Exception {
        BlockingQueue<String> parts = new LinkedBlockingQueue<>();
        FutureTask<Answer> answer = beginLive(5, parts::add);
        packets(1);
        List<TracedPacket> first = TraceReport.parseLines(parts.take());
        assertTrue(!answer.isDone() && !first.isEmpty(), "it goes on");
        assertEquals("accept", first.getFirst().verdict());
        packets(3);
        TraceReport report = report(answer);
        assertEquals("count", report.ended());
        assertEquals(List.of(), report.packets());
        List<TracedPacket> all = new ArrayList<>(first);
        parts.forEach(part -> all.addAll(TraceReport.parseLines(part)));
        assertEquals(5, all.size());
        assertEquals(List.of(5060, 9, 5060, 9, 5060), all.stream().map(TracerTest::port).toList(),
                "each once, in order");
    }

    @Test
    void shouldSendTenThousandPacketsInPartsThatFitIntoAnAnswer() throws Exception {
        BlockingQueue<String> parts = new LinkedBlockingQueue<>();
        FutureTask<Answer> answer = beginLive(10_000, parts::add);
        packets(5_000);
        assertEquals("count", report(answer).ended());
        int all = 0;
        for (String part : parts) {
            assertTrue(part.length() < AnswerReader.MAX_BODY_BYTES, "of " + part.length() + " bytes");
            all += TraceReport.parseLines(part).size();
        }
        assertEquals(10_000, all);
    }

    @Test
    void shouldEndALiveTraceThatNobodyTakes() throws Exception {
        FutureTask<Answer> answer = beginLive(5, Parts.NONE);
        packets(1);
        assertEquals("nobody listens", report(answer).ended());
        FutureTask<Answer> next = begin(1);
        packets(1);
        assertEquals("count", report(next).ended());
    }

    @Test
    void shouldEndForTheNext() throws Exception {
        FutureTask<Answer> first = begin(10);
        packets(2);
        FutureTask<Answer> second = begin(1);
        assertEquals("another trace", report(first).ended());
        assertEquals(2, report(first).packets().size());
        packets(1);
        assertEquals("count", report(second).ended());
        assertEquals(1, report(second).packets().size());
    }

    @Test
    void shouldNotKeepTheNodeFromItsEnd() throws Exception {
        FutureTask<Answer> answer = begin(10);
        node.operator(Method.DRAIN, ControlMessage.NO_MODULE);
        assertEquals("the node ends", report(answer).ended());
        assertEquals(503, node.host.controller().handle(message(1, 60), true).code().code());
    }

    @Test
    void shouldBeForTheOperatorAlone() {
        assertEquals(403, node.host.controller().handle(message(1, 60), false).code().code());
    }
}
