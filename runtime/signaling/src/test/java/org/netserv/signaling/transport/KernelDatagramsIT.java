package org.netserv.signaling.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netserv.ffi.NetworkNamespace;
import org.netserv.node.net.IpAddress;
import org.netserv.rig.Namespace;
import org.netserv.rig.Rig;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Count;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/** Nodes on hosts of their own, with a router between them that knows nothing of signaling. */
class KernelDatagramsIT {
    private static final SessionId SESSION = new SessionId(3, 4);
    private static final int TCP = 30_000;
    /** Far less than what a querier waits for somebody who does not answer. */
    private static final long AT_ONCE_MILLIS = 3_000;

    private static Rig rig;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final WaitingNslp user = new WaitingNslp();
    private final WaitingNslp server = new WaitingNslp();

    @BeforeAll
    static void build() {
        rig = Rig.create("gistsockets");
    }

    @AfterAll
    static void remove() {
        rig.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        open.clear();
    }

    private GistNode node(Namespace host, String address, WaitingNslp nslp) throws Exception {
        return node(host, address, nslp, GistNode.NO_ROUTER_ALERT);
    }

    private GistNode node(Namespace host, String address, WaitingNslp nslp, int routerAlert) throws Exception {
        Settings settings = Settings.of(IpAddress.parse(address)).withPorts(Settings.UDP_PORT, TCP, 0);
        FutureTask<GistNode> opened = new FutureTask<>(() -> {
            NetworkNamespace.enter(host.name());
            return GistNode.onPath(settings, routerAlert, null).host(nslp).start();
        });
        Thread.ofPlatform().daemon().start(opened);
        GistNode node = opened.get();
        open.add(node);
        return node;
    }

    private static Outgoing message(Mri flow, String text, Transfer transfer) {
        return Outgoing.of(WaitingNslp.ID, SESSION, flow, WaitingNslp.words(text), transfer);
    }

    private void talk(String from, String to, int routerAlert) throws Exception {
        Mri flow = Mri.of(IpAddress.parse(from), IpAddress.parse(to));
        GistNode querier = node(rig.user(), from, user, routerAlert);
        GistNode responder = node(rig.server(), to, server, routerAlert);
        querier.send(message(flow, "hello", Transfer.UNRELIABLE));
        Arrival hello = server.nextArrival();
        assertEquals("hello", WaitingNslp.text(hello.data()));
        assertEquals(1, hello.ipDistance(), "IP hops to the querier");
        assertTrue(hello.interfaceIndex() > 0);
        responder.send(message(flow.withDirection(true), "good day", Transfer.UNRELIABLE));
        Arrival goodDay = user.nextArrival();
        assertEquals("good day", WaitingNslp.text(goodDay.data()));
        assertEquals(1, goodDay.ipDistance(), "IP hops to the responder");
        querier.send(message(flow, "x".repeat(4_000), Transfer.RELIABLE));
        assertEquals(4_000, server.nextText().length());
        assertEquals(0, querier.counters().get(Count.RECEIVED_ERRORS));
    }

    @Test
    void shouldKnowHowFarThePeerIs() throws Exception {
        talk(Rig.USER_IPV4, Rig.SERVER_IPV4, GistNode.NO_ROUTER_ALERT);
        closeAll();
        talk(Rig.USER_IPV6, Rig.SERVER_IPV6, GistNode.NO_ROUTER_ALERT);
    }

    @Test
    void shouldAlsoWorkWithTheRouterAlertOption() throws Exception {
        talk(Rig.USER_IPV4, Rig.SERVER_IPV4, 0xFFDF);
        closeAll();
        talk(Rig.USER_IPV6, Rig.SERVER_IPV6, 0xFFDF);
    }

    private void end(String from, String to) throws Exception {
        Mri flow = Mri.of(IpAddress.parse(from), IpAddress.parse(to));
        GistNode querier = node(rig.user(), from, user);
        long start = System.nanoTime();
        querier.send(message(flow, "anybody there?", Transfer.UNRELIABLE));
        assertEquals(Failure.NO_NEXT_NODE, user.nextFailure());
        assertEquals(Notification.Kind.LAST_NODE, user.nextNews().kind());
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(millis < AT_ONCE_MILLIS, millis + " ms");
        assertEquals(1, querier.counters().get(Count.RECEIVED_UNREACHABLE));
        assertEquals(1, querier.counters().get(Count.SENT_QUERIES));
        // Who is last looks again, until somebody is there.
        node(rig.server(), to, server);
        querier.call(engine -> engine.probe(WaitingNslp.ID, SESSION, flow));
        assertEquals(Notification.Kind.ROUTE_GOOD, user.nextNews().kind());
        querier.send(message(flow, "there you are", Transfer.UNRELIABLE));
        assertEquals("there you are", server.nextText());
    }

    @Test
    void shouldBeTheLastNodeAsSoonAsTheKernelOfTheLastHostSaysSo() throws Exception {
        end(Rig.USER_IPV4, Rig.SERVER_IPV4);
        closeAll();
        end(Rig.USER_IPV6, Rig.SERVER_IPV6);
    }

    /** A node that lets Queries go on sends them as it got them: the peers see each other, at their distance. */
    private void passOn(String from, String middle, String to) throws Exception {
        Mri flow = Mri.of(IpAddress.parse(from), IpAddress.parse(to));
        WaitingNslp passing = new WaitingNslp();
        passing.decision = Decision.FORWARD;
        GistNode between = node(rig.router(), middle, passing);
        GistNode querier = node(rig.user(), from, user);
        node(rig.server(), to, server);
        // Nothing takes Queries from the path here, so this one is addressed to the router.
        GistNode first = directed(rig.user(), middle, querier);
        first.send(message(flow, "hello", Transfer.UNRELIABLE));
        Arrival hello = server.nextArrival();
        assertEquals("hello", WaitingNslp.text(hello.data()));
        assertFalse(hello.from() == null);
        assertEquals(1, between.counters().get(Count.FORWARDED_QUERIES));
    }

    private GistNode directed(Namespace host, String next, GistNode sameAs) throws Exception {
        open.remove(sameAs);
        sameAs.close();
        FutureTask<GistNode> opened = new FutureTask<>(() -> {
            NetworkNamespace.enter(host.name());
            IpAddress to = IpAddress.parse(next);
            return new GistNode(sameAs.settings(), flow -> to, null).host(user).start();
        });
        Thread.ofPlatform().daemon().start(opened);
        GistNode node = opened.get();
        open.add(node);
        return node;
    }

    @Test
    void shouldSendOnWithTheSourceThatAQueryCameWith() throws Exception {
        passOn(Rig.USER_IPV4, Rig.ROUTER_USER_IPV4, Rig.SERVER_IPV4);
        closeAll();
        passOn(Rig.USER_IPV6, Rig.ROUTER_USER_IPV6, Rig.SERVER_IPV6);
    }

    @Test
    void shouldSayWhatIsInTheWay() throws Exception {
        node(rig.user(), Rig.USER_IPV4, user);
        assertEquals("UDP port 270 is in use: expected no other GIST node at [10.0.1.2]", refusal(Rig.USER_IPV4));
        assertEquals("not all of [10.9.9.9] are addresses of this host", refusal("10.9.9.9"));
    }

    private String refusal(String address) throws Exception {
        try {
            node(rig.user(), address, user);
        } catch (java.util.concurrent.ExecutionException e) {
            assertTrue(e.getCause() instanceof IOException, String.valueOf(e.getCause()));
            return String.valueOf(e.getCause().getMessage());
        }
        throw new AssertionError("it has opened");
    }
}
