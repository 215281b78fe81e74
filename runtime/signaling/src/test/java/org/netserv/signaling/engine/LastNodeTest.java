package org.netserv.signaling.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Notification.Kind;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/** A node that nobody is behind: it looks again, until somebody is or the application does not want the session any more. */
class LastNodeTest {
    private static final Mri FLOW = Mri.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.9"));
    private static final SessionId SESSION = new SessionId(1, 2);
    /** Until the last of the Queries has had no answer. */
    private static final long ALL_QUERIES_MILLIS = 64_000;
    /** Three quarters of the validity, and a little. */
    private static final long LONGEST_PAUSE_MILLIS = 22_600;
    private static final long INACTIVE_MILLIS = 90_000;

    private final Simulation net = new Simulation(7);
    private final TestNslp near = new TestNslp();
    private final TestNslp far = new TestNslp();
    private final Simulation.Node here = net.add("10.0.0.1", near, settings("10.0.0.1"));
    private final Simulation.Node behind = net.add("10.0.0.2", far, settings("10.0.0.2"));
    /** The flow's end, which hosts another application and says so. */
    private final Simulation.Node end = net.add("10.0.0.9", new TestNslp() {
        @Override
        public int id() {
            return 1;
        }
    }, settings("10.0.0.9"));

    private static Settings settings(String address) {
        return Settings.of(IpAddress.parse(address)).withPorts(270, 30_000, 0);
    }

    private long queries() {
        return here.engine.counters().get(Count.SENT_QUERIES);
    }

    private void route(Simulation.Node next) {
        here.next.clear();
        here.next.add(next);
    }

    @Test
    void shouldFindANodeThatComesToBeOnThePathWithoutBeingAskedAgain() {
        near.send(SESSION, FLOW, "anybody?", Transfer.UNRELIABLE);
        net.run(ALL_QUERIES_MILLIS);
        assertEquals(List.of(Kind.LAST_NODE), near.kinds());
        route(behind);
        net.run(LONGEST_PAUSE_MILLIS);
        assertEquals(List.of(Kind.LAST_NODE, Kind.ROUTE_GOOD), near.kinds());
        Peer found = near.news.getLast().peer();
        assertNotNull(found);
        assertEquals(behind.address, found.address());
        assertNull(near.news.getLast().previous());
        long before = queries();
        near.send(SESSION, FLOW, "welcome", Transfer.RELIABLE);
        net.run(1_000);
        assertEquals(List.of("welcome"), far.texts(), "what nobody was there for is not sent later");
        assertEquals(before + 1, queries(), "one more, for an association");
    }

    @Test
    void shouldAskAboutAsOftenAsItWouldRefreshAndSayOnlyOnceThatItIsLast() {
        route(end);
        near.send(SESSION, FLOW, "anybody?", Transfer.UNRELIABLE);
        net.run(85_000);
        assertTrue(queries() >= 4 && queries() <= 6, "queries=" + queries());
        assertEquals(List.of(Kind.LAST_NODE), near.kinds());
        assertEquals(List.of(Failure.NO_NEXT_NODE), near.failures);
        assertEquals(1, here.engine.states());
    }

    @Test
    void shouldBackOffWithinEachSearchAndPauseBetweenThem() {
        near.send(SESSION, FLOW, "anybody?", Transfer.UNRELIABLE);
        net.run(ALL_QUERIES_MILLIS);
        assertEquals(7, queries());
        net.run(14_000);
        assertEquals(7, queries(), "half of the validity has not passed");
        here.engine.keep(TestNslp.ID, SESSION, FLOW, 600_000);
        net.run(LONGEST_PAUSE_MILLIS - 14_000 + ALL_QUERIES_MILLIS);
        assertEquals(14, queries());
        assertEquals(List.of(Kind.LAST_NODE), near.kinds());
    }

    @Test
    void shouldLookForAsLongAsTheApplicationWantsTheSession() {
        route(end);
        near.send(SESSION, FLOW, "anybody?", Transfer.UNRELIABLE);
        net.run(1_000);
        here.engine.keep(TestNslp.ID, SESSION, FLOW, 1_000_000);
        net.run(600_000);
        assertTrue(queries() >= 27 && queries() <= 41, "queries=" + queries());
        here.engine.keep(TestNslp.ID, SESSION, FLOW, 0);
        long then = queries();
        net.run(100_000);
        assertEquals(then, queries());
        assertEquals(List.of(Kind.LAST_NODE, Kind.ROUTE_GONE), near.kinds());
        assertEquals(0, here.engine.states());
        assertTrue(here.engine.isIdle());
    }

    @Test
    void shouldEndByItselfWhatNobodyUses() {
        route(end);
        near.send(SESSION, FLOW, "anybody?", Transfer.UNRELIABLE);
        net.run(INACTIVE_MILLIS - 1_000);
        assertEquals(1, here.engine.states());
        near.send(SESSION, FLOW, "now?", Transfer.UNRELIABLE);
        net.run(INACTIVE_MILLIS - 1_000);
        assertEquals(1, here.engine.states(), "used meanwhile");
        net.run(2_000);
        assertEquals(0, here.engine.states());
        assertTrue(here.engine.isIdle());
        assertEquals(List.of(Kind.LAST_NODE, Kind.LAST_NODE, Kind.ROUTE_GONE), near.kinds(),
                "what it asked is answered");
        assertEquals(List.of(Failure.NO_NEXT_NODE, Failure.NO_NEXT_NODE), near.failures);
    }

    @Test
    void shouldLookAtOnceWhenTheApplicationAsks() {
        route(end);
        near.send(SESSION, FLOW, "anybody?", Transfer.UNRELIABLE);
        net.run(1_000);
        here.engine.probe(TestNslp.ID, SESSION, FLOW);
        net.run(100);
        assertEquals(2, queries());
        assertEquals(List.of(Kind.LAST_NODE, Kind.LAST_NODE), near.kinds());
        route(behind);
        here.engine.doubt(TestNslp.ID, SESSION, FLOW);
        net.run(100);
        assertEquals(Kind.ROUTE_GOOD, near.kinds().getLast());
    }

    @Test
    void shouldLookForAPeerThatHasGoneAndFindItWhenItIsBack() {
        route(behind);
        near.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(1_000);
        here.engine.keep(TestNslp.ID, SESSION, FLOW, 1_000_000);
        here.next.clear();
        net.run(LONGEST_PAUSE_MILLIS + ALL_QUERIES_MILLIS);
        assertEquals(List.of(Kind.ROUTE_GOOD, Kind.LAST_NODE), near.kinds());
        Notification gone = near.news.getLast();
        assertNull(gone.peer());
        assertNotNull(gone.previous());
        route(behind);
        net.run(ALL_QUERIES_MILLIS);
        assertEquals(List.of(Kind.ROUTE_GOOD, Kind.LAST_NODE, Kind.ROUTE_GOOD), near.kinds());
        near.send(SESSION, FLOW, "again", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("hello", "again"), far.texts());
    }

    @Test
    void shouldKnowThatNobodyIsBehindTheEndOfTheFlow() {
        Mri toHere = Mri.of(IpAddress.parse("10.0.0.9"), here.address);
        near.send(SESSION, toHere, "nobody", Transfer.UNRELIABLE);
        here.engine.probe(TestNslp.ID, new SessionId(3, 4), toHere);
        assertEquals(List.of(Kind.LAST_NODE, Kind.LAST_NODE), near.kinds());
        assertEquals(List.of(Failure.NO_NEXT_NODE), near.failures);
        assertEquals(0, queries());
        assertEquals(0, here.engine.states());
    }
}
