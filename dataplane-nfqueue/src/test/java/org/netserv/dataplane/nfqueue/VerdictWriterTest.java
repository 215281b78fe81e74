package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;

class VerdictWriterTest {
    private static final int QUEUE = 20051;
    private static final ValueLayout.OfInt HOST_INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort HOST_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt NET_INT = HOST_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort NET_SHORT = HOST_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private Loopback loopback;
    private QueueCounters counters;
    private VerdictWriter writer;

    @BeforeEach
    void open() throws IOException {
        loopback = new Loopback();
        counters = new QueueCounters(NodeCounters.inMemory(), 0);
        writer = new VerdictWriter(loopback.arena(), loopback.plane(), QUEUE, counters);
    }

    @AfterEach
    void close() {
        loopback.close();
    }

    @Test
    void shouldSendRunOfEqualVerdictsAsOneMessage() throws IOException {
        for (int id = 1; id <= 64; id++) {
            writer.accept(id);
        }
        writer.flush();
        assertEquals(List.of("batch accept 64"), verdicts(loopback.receive()));
    }

    @Test
    void shouldKeepOrderWhenVerdictsDiffer() throws IOException {
        MemorySegment packet = loopback.arena().allocateFrom("changed packet, and room");
        writer.accept(1);
        writer.accept(2);
        writer.acceptChanged(3, packet, 0, 7);
        writer.drop(4);
        writer.drop(5);
        writer.acceptChanged(6, packet, 8, 6);
        writer.acceptChanged(7, packet, 0, 1);
        writer.accept(8);
        writer.flush();
        assertEquals(List.of("batch accept 2", "accept 3 changed", "batch drop 5", "accept 6 packet", "accept 7 c",
                "batch accept 8"), verdicts(loopback.receive()));
    }

    @Test
    void shouldStartAnewAfterFlush() throws IOException {
        writer.drop(1);
        writer.flush();
        writer.flush();
        writer.drop(2);
        writer.flush();
        assertEquals(List.of("batch drop 1"), verdicts(loopback.receive()));
        assertEquals(List.of("batch drop 2"), verdicts(loopback.receive()));
    }

    @Test
    void shouldSplitWhatOneCallCannotSend() {
        MemorySegment packet = loopback.arena().allocate(65_536);
        for (int id = 1; id <= 64; id++) {
            writer.acceptChanged(id, packet, 0, 65_531);
        }
        writer.flush();
        // A datagram socket takes no more than 64 KB, so that every call fails, three times each, and is counted.
        int messagesPerCall = VerdictWriter.SEND_LIMIT / (65_532 + NetlinkMessages.PAYLOAD_VERDICT_BYTES);
        int calls = (64 + messagesPerCall - 1) / messagesPerCall;
        assertEquals(3L * calls, counters.verdictFailures.value());
    }

    @Test
    void shouldSayForEveryIdWhatWasDecided() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        MemorySegment packet = loopback.arena().allocateFrom("0123456789012345678901234567890123456789");
        for (int round = 0; round < 500; round++) {
            int count = 1 + random.nextInt(64);
            List<String> expected = new ArrayList<>();
            for (int id = 1; id <= count; id++) {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        writer.accept(id);
                        expected.add("accept");
                    }
                    case 1 -> {
                        writer.drop(id);
                        expected.add("drop");
                    }
                    default -> {
                        int length = 1 + random.nextInt(40);
                        writer.acceptChanged(id, packet, 0, length);
                        expected.add("changed " + length);
                    }
                }
            }
            writer.flush();
            assertEquals(expected, perId(verdicts(loopback.receive())), "seed " + seed);
        }
    }

    /** What the kernel would do with each id from 1 on. */
    private static List<String> perId(List<String> verdicts) {
        List<String> decided = new ArrayList<>();
        for (String verdict : verdicts) {
            List<String> words = List.of(verdict.split(" ", -1));
            if ("batch".equals(words.get(0))) {
                while (decided.size() < Integer.parseInt(words.get(2))) {
                    decided.add(words.get(1));
                }
            } else {
                assertEquals(decided.size() + 1, Integer.parseInt(words.get(1)));
                decided.add("changed " + words.get(2).length());
            }
        }
        return decided;
    }

    /** Reads messages as the kernel does. */
    private static List<String> verdicts(MemorySegment memory) {
        List<String> verdicts = new ArrayList<>();
        long at = 0;
        while (at < memory.byteSize()) {
            int length = memory.get(HOST_INT, at);
            int type = memory.get(HOST_SHORT, at + 4);
            assertEquals(1, memory.get(HOST_SHORT, at + 6), "NLM_F_REQUEST");
            assertEquals(QUEUE, memory.get(NET_SHORT, at + 18) & 0xffff);
            assertEquals(12, memory.get(HOST_SHORT, at + 20));
            assertEquals(2, memory.get(HOST_SHORT, at + 22), "NFQA_VERDICT_HDR");
            String verdict = (memory.get(NET_INT, at + 24) == 1 ? "accept " : "drop ") + memory.get(NET_INT, at + 28);
            if (type == (3 << 8 | 3)) {
                assertEquals(32, length);
                verdicts.add("batch " + verdict);
            } else {
                assertEquals(3 << 8 | 1, type);
                assertEquals(length - 32, memory.get(HOST_SHORT, at + 32));
                assertEquals(10, memory.get(HOST_SHORT, at + 34), "NFQA_PAYLOAD");
                verdicts.add(verdict + " " + new String(
                        memory.asSlice(at + 36, length - 36).toArray(ValueLayout.JAVA_BYTE),
                        StandardCharsets.US_ASCII));
            }
            at += NetlinkMessages.aligned(length);
        }
        return verdicts;
    }
}
