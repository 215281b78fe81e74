package org.netserv.signaling.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Settings.Confirmation;
import org.netserv.signaling.machine.Backoff;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/**
 * Random interleavings of loss, duplication, reordering, delay, restarts, broken connections and routes that move
 * or end. Whatever
 * happened, afterwards the nodes agree, and in the end nothing is left. A failure names its seed.
 */
class InterleavingTest {
    private static final int RUNS = 150;
    private static final int SESSIONS = 6;
    private static final Mri FLOW = Mri.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.3"));

    @Test
    void shouldAgreeAfterWhateverHappened() {
        long base = Long.getLong("gist.seed", System.nanoTime());
        for (int i = 0; i < Integer.getInteger("gist.runs", RUNS); i++) {
            long seed = base + i;
            try {
                new Run(seed).go();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed=" + seed, e);
            }
        }
    }

    private static final class Run {
        private final Random random;
        private final Simulation net;
        private final List<TestNslp> nslps = new ArrayList<>();
        private final List<Simulation.Node> nodes = new ArrayList<>();
        private final Set<String> sent = new HashSet<>();
        private final Set<String> reliable = new HashSet<>();
        private int counter;

        Run(long seed) {
            random = new Random(seed);
            net = new Simulation(seed ^ 0x5DEECE66DL);
            Confirmation confirmation = List.of(Confirmation.NOT_REQUIRED, Confirmation.REQUIRED, Confirmation.DELAYED)
                    .get(random.nextInt(3));
            for (int i = 1; i <= 4; i++) {
                TestNslp nslp = new TestNslp();
                nslps.add(nslp);
                String address = "10.0.0." + i;
                Settings settings = Settings.of(IpAddress.parse(address)).withPorts(270, 30_000, 0)
                        .withConfirmation(confirmation).withTimes(new Backoff(500, 4_000), 10_000, 8_000, 40_000);
                nodes.add(net.add(address, nslp, settings));
            }
            route(1);
        }

        /** The first node's next one is the second or the fourth, then comes the third. */
        private void route(int second) {
            for (Simulation.Node node : nodes) {
                node.next.clear();
            }
            nodes.get(0).next.add(nodes.get(second));
            nodes.get(second).next.add(nodes.get(2));
        }

        void go() {
            net.loss = random.nextDouble() * 0.4;
            net.duplication = random.nextDouble() * 0.4;
            net.mostDelayMillis = 1L + random.nextInt(random.nextBoolean() ? 20 : 1_500);
            int route = 1;
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(14)) {
                    case 0 -> nodes.get(1 + random.nextInt(3)).restart();
                    case 1 -> net.breakConnections();
                    case 2 -> {
                        route = random.nextBoolean() ? 1 : 3;
                        route(route);
                    }
                    case 3 -> nodes.get(1 + random.nextInt(3)).refuses = random.nextBoolean();
                    case 4 -> replay();
                    case 5 -> send(nslps.get(route), true);
                    case 6 -> nodes.get(0).next.clear(); // nobody is behind, for a while
                    case 7 -> route(route);
                    default -> send(nslps.get(0), false);
                }
                net.run(random.nextInt(2_000));
            }
            settle(route);
        }

        private void send(TestNslp from, boolean upstream) {
            SessionId session = new SessionId(1, random.nextInt(SESSIONS));
            String text = "message " + counter++;
            sent.add(text);
            boolean isReliable = random.nextInt(3) == 0;
            if (isReliable) {
                reliable.add(text);
            }
            from.send(session, FLOW.withDirection(upstream), text,
                    isReliable ? Transfer.RELIABLE : Transfer.UNRELIABLE);
        }

        /** Somebody sends again what was once on the network, in a datagram. */
        private void replay() {
            if (!net.log.isEmpty()) {
                byte[] message = net.log.get(random.nextInt(net.log.size()));
                net.deliver(nodes.get(random.nextInt(nodes.size())), message,
                        nodes.get(random.nextInt(nodes.size())).address);
            }
        }

        private void settle(int route) {
            net.loss = 0;
            net.duplication = 0;
            net.mostDelayMillis = 1;
            nodes.forEach(node -> node.refuses = false);
            route(route);
            net.run(20_000);
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < SESSIONS; i++) {
                    nslps.get(0).send(new SessionId(1, i), FLOW, "settle " + round + " " + i, Transfer.UNRELIABLE);
                }
                net.run(12_000);
            }
            List<String> arrived = nslps.get(route).texts();
            for (int i = 0; i < SESSIONS; i++) {
                assertTrue(arrived.contains("settle 1 " + i), "session " + i + " of " + arrived);
                nslps.get(route).send(new SessionId(1, i), FLOW.withDirection(true), "back " + i,
                        Transfer.UNRELIABLE);
            }
            net.run(1_000);
            for (int i = 0; i < SESSIONS; i++) {
                assertTrue(nslps.get(0).texts().contains("back " + i), "session " + i);
            }
            assertEquals(SESSIONS, nodes.get(0).engine.states());
            assertEquals(SESSIONS, nodes.get(route).engine.states());
            net.run(120_000);
            for (Simulation.Node node : nodes) {
                assertEquals(0, node.engine.states(), "states of " + node.address);
                assertEquals(0, node.engine.associations(), "associations of " + node.address);
            }
            assertNothingInvented();
        }

        /** What arrives was sent, and once if it was to be reliable. */
        private void assertNothingInvented() {
            Set<String> once = new HashSet<>();
            for (TestNslp nslp : nslps) {
                for (String text : nslp.texts()) {
                    assertTrue(sent.contains(text) || text.startsWith("settle") || text.startsWith("back"), text);
                    assertTrue(!reliable.contains(text) || once.add(text), "twice: " + text);
                }
            }
        }
    }
}
