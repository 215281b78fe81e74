package org.netserv.signaling.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Settings.Confirmation;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.SessionId;

/** Nodes on a path as the specification wants them, on a network that does what it should. */
class HandshakeTest {
    private static final Mri FLOW = Mri.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.3"));
    private static final SessionId SESSION = new SessionId(0x0123456789abcdefL, 0xfedcba9876543210L);

    private final Simulation net = new Simulation(1);
    private final TestNslp first = new TestNslp();
    private final TestNslp middle = new TestNslp();
    private final TestNslp last = new TestNslp();

    private static Settings settings(String address) {
        return Settings.of(IpAddress.parse(address)).withPorts(270, 30_000, 0);
    }

    private Simulation.Node[] path() {
        return path(Confirmation.DELAYED);
    }

    private Simulation.Node[] path(Confirmation confirmation) {
        Simulation.Node[] nodes = {net.add("10.0.0.1", first, settings("10.0.0.1").withConfirmation(confirmation)),
            net.add("10.0.0.2", middle, settings("10.0.0.2").withConfirmation(confirmation)),
            net.add("10.0.0.3", last, settings("10.0.0.3").withConfirmation(confirmation))};
        nodes[0].next.add(nodes[1]);
        nodes[1].next.add(nodes[2]);
        return nodes;
    }

    @ParameterizedTest
    @EnumSource(Confirmation.class)
    void shouldBringDataToTheNextNodeAndBack(Confirmation confirmation) {
        Simulation.Node[] nodes = path(confirmation);
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("hello"), middle.texts());
        assertTrue(middle.received.getFirst().validated());
        assertEquals(List.of(), last.texts());
        assertEquals(1, nodes[1].engine.states());
        middle.send(SESSION, FLOW.withDirection(true), "there", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("there"), first.texts());
        assertTrue(first.received.getFirst().mri().isUpstream());
        middle.send(SESSION, FLOW, "onwards", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("onwards"), last.texts());
        assertEquals(2, nodes[1].engine.states());
        assertEquals(List.of(Notification.Kind.ROUTE_GOOD), first.kinds());
    }

    @Test
    void shouldPassNodesWhoseApplicationDoesNotWantToBeAPeer() {
        Simulation.Node[] nodes = path();
        middle.decision = Decision.FORWARD;
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("hello"), last.texts());
        assertEquals(0, nodes[1].engine.states());
        assertEquals(1, nodes[1].engine.counters().get(Count.FORWARDED_QUERIES));
    }

    @Test
    void shouldBePeerAtTheEndOfTheFlowWhateverTheApplicationSays() {
        path();
        middle.decision = Decision.FORWARD;
        last.decision = Decision.FORWARD;
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("hello"), last.texts());
    }

    @Test
    void shouldRefreshWhileTheSessionIsUsedAndEndWhenItIsNot() {
        Simulation.Node[] nodes = path();
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(80_000);
        assertEquals(1, nodes[0].engine.states());
        assertEquals(1, nodes[1].engine.states());
        long handshakes = nodes[0].engine.counters().get(Count.HANDSHAKES);
        assertTrue(handshakes >= 4 && handshakes <= 6, "handshakes=" + handshakes);
        net.run(60_000);
        assertEquals(0, nodes[0].engine.states());
        assertEquals(0, nodes[1].engine.states());
        assertEquals(List.of(Notification.Kind.ROUTE_GOOD, Notification.Kind.ROUTE_GONE), first.kinds());
        assertEquals(List.of(Notification.Kind.ROUTE_GOOD, Notification.Kind.ROUTE_GONE), middle.kinds());
    }

    @Test
    void shouldSayThatThereIsNobodyAfterTheLastQuery() {
        Simulation.Node[] nodes = path();
        nodes[0].next.clear();
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(63_000);
        assertEquals(7, nodes[0].engine.counters().get(Count.SENT_QUERIES));
        assertEquals(List.of(), first.failures);
        net.run(1_000);
        assertEquals(List.of(Failure.NO_NEXT_NODE), first.failures);
        assertEquals(List.of(Notification.Kind.LAST_NODE), first.kinds());
    }

    @Test
    void shouldBeToldByWhoeverIsAtTheEndAndDoesNotHostTheApplication() {
        Simulation.Node[] nodes = path();
        Simulation.Node stranger = net.add("10.0.0.3", new TestNslp() {
            @Override
            public int id() {
                return 1;
            }
        }, settings("10.0.0.3"));
        nodes[0].next.clear();
        nodes[0].next.add(stranger);
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of(Failure.NO_NEXT_NODE), first.failures);
        assertEquals(List.of(Notification.Kind.LAST_NODE), first.kinds());
    }

    @ParameterizedTest
    @EnumSource(Confirmation.class)
    void shouldUseOneAssociationForAllSessionsWithAPeer(Confirmation confirmation) {
        Simulation.Node[] nodes = path(confirmation);
        for (int i = 0; i < 5; i++) {
            first.send(new SessionId(7, i), FLOW, "reliable " + i, Transfer.RELIABLE);
            net.run(100);
        }
        assertEquals(List.of("reliable 0", "reliable 1", "reliable 2", "reliable 3", "reliable 4"), middle.texts());
        assertEquals(1, nodes[0].engine.associations());
        assertEquals(1, nodes[1].engine.associations());
        middle.send(new SessionId(7, 3), FLOW.withDirection(true), "back", Transfer.RELIABLE);
        net.run(100);
        assertEquals(List.of("back"), first.texts());
        net.run(80_000);
        assertEquals(1, nodes[0].engine.associations(), "kept by MA-Hello while sessions use it");
        net.run(100_000);
        assertEquals(0, nodes[0].engine.states());
        assertEquals(0, nodes[0].engine.associations());
        assertEquals(0, nodes[1].engine.associations());
    }

    @Test
    void shouldSetUpAnAssociationForWhatDoesNotFitIntoADatagram() {
        Simulation.Node[] nodes = path();
        first.send(SESSION, FLOW, "short", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(0, nodes[0].engine.associations());
        first.send(SESSION, FLOW, "x".repeat(16_380), Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("short", "x".repeat(16_380)), middle.texts());
        assertEquals(1, nodes[0].engine.associations());
    }

    @Test
    void shouldSayThatAnAssociationCannotBeHad() {
        Simulation.Node[] nodes = path();
        nodes[1].refuses = true;
        first.send(SESSION, FLOW, "hello", Transfer.RELIABLE);
        net.run(5_000);
        assertEquals(List.of(), middle.texts());
        assertTrue(first.kinds().contains(Notification.Kind.ROUTE_GONE), first.kinds().toString());
        assertTrue(nodes[0].engine.counters().get(Count.SENT_QUERIES) < 3);
        first.send(new SessionId(1, 1), FLOW, "secret", Transfer.SECURE);
        net.run(5_000);
        assertEquals(List.of(Failure.NO_COMMON_STACK), first.failures);
    }

    @Test
    void shouldFindThePeerAgainThatWasStartedAnew() {
        Simulation.Node[] nodes = path();
        first.send(SESSION, FLOW, "one", Transfer.UNRELIABLE);
        net.run(100);
        nodes[1].restart();
        first.send(SESSION, FLOW, "lost", Transfer.UNRELIABLE);
        net.run(100);
        first.send(SESSION, FLOW, "two", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("one", "two"), middle.texts());
        assertEquals(List.of(Notification.Kind.ROUTE_GOOD, Notification.Kind.ROUTE_CHANGED), first.kinds());
    }

    @Test
    void shouldNoticeThatThePathHasMoved() {
        Simulation.Node[] nodes = path();
        TestNslp other = new TestNslp();
        Simulation.Node detour = net.add("10.0.0.9", other, settings("10.0.0.9"));
        first.send(SESSION, FLOW, "one", Transfer.RELIABLE);
        net.run(100);
        nodes[0].next.clear();
        nodes[0].next.add(detour);
        net.run(30_000);
        first.send(SESSION, FLOW, "two", Transfer.RELIABLE);
        net.run(1_000);
        assertEquals(List.of("two"), other.texts());
        Notification change = first.news.getLast();
        assertEquals(Notification.Kind.ROUTE_CHANGED, change.kind());
        assertEquals(IpAddress.parse("10.0.0.9"), change.peer() == null ? null : change.peer().address());
        assertEquals(IpAddress.parse("10.0.0.2"), change.previous() == null ? null : change.previous().address());
        net.run(60_000);
        assertTrue(middle.kinds().contains(Notification.Kind.ROUTE_GONE));
    }

    @Test
    void shouldNotSendOnWhatHasUsedUpItsHops() {
        Simulation.Node[] nodes = path();
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        Outgoing next = new Outgoing(TestNslp.ID, SESSION, FLOW, TestNslp.words("on"), null, Transfer.UNRELIABLE, 0);
        nodes[1].engine.send(next);
        net.run(100);
        assertEquals(List.of(), last.texts());
        assertEquals(List.of(Failure.NO_HOPS_LEFT), middle.failures);
    }

    @Test
    void shouldSendToTheVeryNodeThatTheApplicationNames() {
        Simulation.Node[] nodes = path();
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        Peer peer = first.news.getFirst().peer();
        nodes[0].next.clear();
        nodes[0].next.add(nodes[2]);
        nodes[0].engine.doubt(TestNslp.ID, SESSION, FLOW);
        net.run(100);
        assertEquals(Notification.Kind.ROUTE_CHANGED, first.kinds().getLast());
        nodes[0].engine.send(new Outgoing(TestNslp.ID, SESSION, FLOW, TestNslp.words("farewell"), peer,
                Transfer.UNRELIABLE, Outgoing.ANY_HOPS));
        net.run(100);
        assertEquals(List.of("hello", "farewell"), middle.texts(), "on the path that was");
        assertTrue(middle.received.getLast().explicitlyRouted());
        assertFalse(middle.received.getLast().validated());
    }

    @Test
    void shouldNotAnswerAQueryWithMuchMoreThanItBrings() {
        path();
        middle.decision = new Decision(true, TestNslp.words("short"));
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("short"), first.texts());
        middle.decision = new Decision(true, TestNslp.words("x".repeat(300)));
        first.send(new SessionId(1, 1), FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("short"), first.texts());
        assertEquals(List.of("hello", "hello"), middle.texts(), "answered all the same");
    }

    @Test
    void shouldDoTheSameOverIpv6() {
        Mri flow = Mri.builder(IpAddress.parse("2001:db8::1"), IpAddress.parse("2001:db8::2")).protocol(6)
                .destinationPort(443).flowLabel(7).build();
        Simulation.Node one = net.add("2001:db8::1", first, settings("2001:db8::1"));
        Simulation.Node two = net.add("2001:db8::2", last, settings("2001:db8::2"));
        one.next.add(two);
        first.send(SESSION, flow, "hello", Transfer.RELIABLE);
        net.run(100);
        last.send(SESSION, flow.withDirection(true), "good day", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("hello"), last.texts());
        assertEquals(List.of("good day"), first.texts());
        assertEquals(1, two.engine.associations());
    }

    @Test
    void shouldKnowItsOwnFlowBehindANat() {
        Simulation.Node[] nodes = path();
        net.loss = 1;
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(20);
        net.loss = 0;
        IpAddress outside = IpAddress.parse("192.0.2.1");
        net.nodes.put(outside, nodes[0]);
        byte[] query = net.log.getFirst();
        net.deliver(nodes[1], Translation.ofQuery(query, outside), outside);
        net.run(20);
        assertEquals(List.of(Notification.Kind.ROUTE_GOOD), first.kinds());
        byte[] response = net.log.stream().filter(message -> message[6] == 1).findFirst().orElseThrow();
        assertEquals(ObjectType.NAT_TRAVERSAL.code(), response[9], "echoed, and in front of all others");
    }

    @Test
    void shouldLeaveNothingBehindForAQueryAlone() {
        Simulation.Node[] nodes = path();
        net.loss = 0;
        for (int i = 0; i < 1_000; i++) {
            first.send(new SessionId(i, i), FLOW, "x", Transfer.UNRELIABLE);
        }
        nodes[0].restart(); // answers find nobody who asked
        net.run(1_000);
        assertEquals(1_000, nodes[1].engine.counters().get(Count.SENT_RESPONSES));
        assertEquals(0, nodes[1].engine.states());
        assertFalse(nodes[1].engine.counters().get(Count.RECEIVED_QUERIES) == 0);
    }

    @Test
    void shouldEndAtOnceWhatTheApplicationLetsGo() {
        Simulation.Node[] nodes = path();
        first.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        nodes[0].engine.keep(TestNslp.ID, SESSION, FLOW, 0);
        assertEquals(0, nodes[0].engine.states());
        net.run(31_000);
        assertEquals(0, nodes[1].engine.states());
    }
}
