package org.netserv.signaling.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.IpAddress;
import org.netserv.testing.FaultRecord;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Settings.Confirmation;
import org.netserv.signaling.machine.Backoff;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/** Damaged messages between nodes that are at work: none of them throws, and what is whole goes on. */
class EngineFuzzTest {
    private static final int RUNS = 12;
    private static final int MESSAGES = 4_000;
    private static final Mri FLOW = Mri.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.2"));

    @Test
    void shouldGoOnWhateverComes() {
        long base = System.nanoTime();
        for (int i = 0; i < RUNS; i++) {
            run(base + i);
        }
        FaultRecord.of("fuzz-gist-nodes", getClass()).figure("damaged messages to nodes at work",
                (long) RUNS * MESSAGES, "").write();
    }

    private static void run(long seed) {
        Random random = new Random(seed);
        Simulation net = new Simulation(seed);
        Confirmation confirmation = List.of(Confirmation.NOT_REQUIRED, Confirmation.REQUIRED, Confirmation.DELAYED)
                .get(random.nextInt(3));
        TestNslp asking = new TestNslp();
        TestNslp answering = new TestNslp();
        Simulation.Node first = net.add("10.0.0.1", asking, settings("10.0.0.1", confirmation));
        Simulation.Node second = net.add("10.0.0.2", answering, settings("10.0.0.2", confirmation));
        first.next.add(second);
        byte[] message = {};
        try {
            for (int i = 0; i < MESSAGES; i++) {
                if (i % 50 == 0) {
                    asking.send(new SessionId(1, random.nextInt(4)), FLOW, "m" + i,
                            random.nextBoolean() ? Transfer.RELIABLE : Transfer.UNRELIABLE);
                    net.run(random.nextInt(500));
                }
                message = damaged(net.log.get(random.nextInt(net.log.size())).clone(), random);
                Simulation.Node to = random.nextBoolean() ? first : second;
                if (random.nextInt(3) == 0 && !to.pipes.isEmpty()) {
                    int id = to.pipes.keySet().iterator().next();
                    to.engine.message(id, MemorySegment.ofArray(message), 0, message.length);
                } else {
                    net.deliver(to, message, random.nextBoolean() ? first.address : second.address);
                }
            }
            net.run(30_000);
            asking.send(new SessionId(9, 9), FLOW, "whole", Transfer.RELIABLE);
            net.run(1_000);
            assertTrue(answering.texts().contains("whole"), "the last message did not arrive");
            net.run(300_000);
            assertEquals(0, first.engine.states() + second.engine.states(), "states that nobody refreshes");
            assertEquals(0, first.engine.associations() + second.engine.associations(), "associations nobody uses");
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed=" + seed + " message=" + HexFormat.of().formatHex(message), e);
        }
    }

    private static Settings settings(String address, Confirmation confirmation) {
        return Settings.of(IpAddress.parse(address)).withPorts(270, 30_000, 0).withConfirmation(confirmation)
                .withTimes(new Backoff(500, 4_000), 10_000, 8_000, 20_000);
    }

    private static byte[] damaged(byte[] message, Random random) {
        for (int n = random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(message.length);
            message[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : message[at] ^ 1 << random.nextInt(8));
        }
        if (random.nextInt(8) == 0) {
            message[MessageHeader.BYTES - 2] = (byte) (random.nextInt(6) | (random.nextBoolean() ? 0x80 : 0));
        }
        return message;
    }
}
