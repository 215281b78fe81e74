package org.netserv.signaling.nslp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.node.message.PathAnswer;
import org.netserv.node.message.PathAnswer.Result;
import org.netserv.node.net.IpAddress;
import org.netserv.node.signaling.OnPath;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.nslp.wire.Frame;
import org.netserv.signaling.nslp.wire.RequestCodec;
import org.netserv.signaling.nslp.wire.RequestId;
import org.netserv.signaling.nslp.wire.ResponseStack;
import org.netserv.signaling.nslp.wire.StackEntry;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/** One node between two neighbours that are played by the test. */
class PathNslpTest {
    private static final IpAddress OWN = IpAddress.parse("192.0.2.1");
    private static final Mri FLOW = Mri.of(IpAddress.parse("198.51.100.1"), IpAddress.parse("198.51.100.2"));
    private static final SessionId SESSION = new SessionId(1, 2);
    private static final RequestId ID = new RequestId(10, 1, 5);
    private static final Peer UPSTREAM = new Peer(Octets.ofHex("aa"), IpAddress.parse("192.0.2.2"));
    private static final int PATIENCE_SECONDS = 20;
    private static final int HOPS = 30;

    private final FakeNode node = new FakeNode("r1");
    private final FakeGist gist = new FakeGist();
    private final BlockingQueue<Outgoing> sent = gist.sent;
    private final NodeCounters counters = NodeCounters.inMemory();
    private PathNslp nslp = nslp(node);

    private PathNslp nslp(OnPath by) {
        return new PathNslp(by, List.of(OWN), gist, counters);
    }

    @AfterEach
    void close() {
        nslp.close();
    }

    private static Octets request(RequestId id) {
        return request(id, Method.SETUP);
    }

    private static Octets request(RequestId id, Method method) {
        return RequestCodec.encode(id, new MessageBuilder(method, "a_1.0.0").header("user", "jane").build());
    }

    private static Arrival from(Octets data, Mri flow, boolean validated, boolean explicit, int hops) {
        return new Arrival(PathNslp.DEFAULT_ID, SESSION, flow, data, UPSTREAM, validated, explicit, hops, 1, 1, true);
    }

    private void comesDown(Octets data) {
        nslp.received(from(data, FLOW, true, false, HOPS));
    }

    private void comesUp(Octets data) {
        nslp.received(from(data, FLOW.withDirection(true), true, false, HOPS));
    }

    private Outgoing next() throws InterruptedException {
        Outgoing next = sent.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, "nothing was sent");
        return next;
    }

    private Outgoing forwarded() throws InterruptedException {
        Outgoing forwarded = next();
        assertEquals(FLOW, forwarded.mri());
        return forwarded;
    }

    private Frame response() throws Exception {
        Outgoing up = next();
        assertEquals(FLOW.withDirection(true), up.mri());
        assertEquals(SESSION, up.sessionId());
        assertEquals(Transfer.RELIABLE, up.transfer());
        return Frame.parse(up.data());
    }

    private void nothingElse() {
        assertNull(sent.peek());
    }

    private long counted(String name) {
        return counters.snapshot().getOrDefault("signaling." + name, 0L);
    }

    private static StackEntry below(String id) {
        return StackEntry.of(id, List.of(), FakeNode.installed());
    }

    @Test
    void shouldForwardBytesAsTheyCameAndPushItsEntryOnTheResponse() throws Exception {
        comesDown(request(ID));
        Outgoing forwarded = forwarded();
        assertEquals(request(ID), forwarded.data());
        assertEquals(HOPS, forwarded.hops());
        Octets below = ResponseStack.first(Frame.parse(request(ID)), below("r2"), 0);
        comesUp(below);
        Frame response = response();
        List<StackEntry> entries = ResponseStack.entries(response);
        assertEquals(List.of("r2", "r1"), entries.stream().map(StackEntry::nodeId).toList());
        assertEquals(List.of(OWN), entries.get(1).addresses());
        assertEquals(Result.INSTALLED, entries.get(1).result());
        assertEquals(0, response.flags());
        assertEquals(1, node.taken.size());
        nothingElse();
    }

    @Test
    void shouldBeginTheResponseWhereThePathEnds() throws Exception {
        comesDown(request(ID));
        nslp.failed(forwarded(), Failure.NO_NEXT_NODE);
        Frame response = response();
        assertEquals(0, response.flags());
        assertEquals(List.of("r1"), ResponseStack.entries(response).stream().map(StackEntry::nodeId).toList());
    }

    @Test
    void shouldSayThatItCannotTellWhatIsBehind() throws Exception {
        int sequence = 0;
        for (Failure why : new Failure[]{Failure.NO_HOPS_LEFT, Failure.NO_ROUTE, Failure.OUT_OF_ROOM}) {
            comesDown(request(new RequestId(7, 1, sequence++)));
            nslp.failed(forwarded(), why);
            assertEquals(Frame.PARTIAL, response().flags(), why::name);
        }
    }

    @Test
    void shouldSendByDatagramWhatTheNextNodeTakesNoConnectionFor() throws Exception {
        comesDown(request(ID));
        nslp.failed(forwarded(), Failure.NO_COMMON_STACK);
        Outgoing again = forwarded();
        assertEquals(Transfer.UNRELIABLE, again.transfer());
        assertEquals(request(ID), again.data());
        nslp.failed(again, Failure.NO_COMMON_STACK);
        assertEquals(Frame.PARTIAL, response().flags());
    }

    @Test
    void shouldNotForwardWhatIsForItself() throws Exception {
        Mri toSelf = Mri.of(FLOW.source(), OWN);
        nslp.received(from(request(ID), toSelf, true, false, HOPS));
        Outgoing up = next();
        assertTrue(up.mri().isUpstream());
        nothingElse();
    }

    @Test
    void shouldForwardBeforeItHasDecidedAndWaitForItsOwnDecision() throws Exception {
        CompletableFuture<PathAnswer> slow = new CompletableFuture<>();
        node.answer = slow;
        comesDown(request(ID));
        forwarded();
        comesUp(ResponseStack.first(Frame.parse(request(ID)), below("r2"), 0));
        nothingElse();
        slow.complete(FakeNode.installed());
        assertEquals(2, ResponseStack.entries(response()).size());
    }

    @Test
    void shouldForwardACopyAndActOnItOnce() throws Exception {
        comesDown(request(ID));
        comesDown(request(ID));
        forwarded();
        forwarded();
        Octets below = ResponseStack.first(Frame.parse(request(ID)), below("r2"), 0);
        comesUp(below);
        response();
        comesUp(below);
        assertEquals(1, node.taken.size());
        assertEquals(1, counted("dropped.nslp-unasked"));
        comesDown(request(ID));
        forwarded();
        comesUp(below);
        response();
        assertEquals(2, node.taken.size(), "once it has been answered a copy asks how things stand");
        nothingElse();
    }

    @Test
    void shouldDropWhatIsOutOfOrder() throws Exception {
        comesDown(request(ID));
        forwarded();
        comesDown(request(new RequestId(10, 1, 4)));
        comesDown(request(new RequestId(11, 1, 5)));
        assertEquals(2, counted("dropped.nslp-order"));
        nothingElse();
        comesDown(request(new RequestId(11, 2, 1)));
        forwarded();
        comesDown(request(new RequestId(12, 2, Integer.MAX_VALUE)));
        forwarded();
        comesDown(request(new RequestId(13, 2, Integer.MIN_VALUE)));
        forwarded();
        nothingElse();
    }

    @Test
    void shouldDropResponsesThatNobodyWaitsFor() throws Exception {
        Octets below = ResponseStack.first(Frame.parse(request(ID)), below("r2"), 0);
        comesUp(below);
        assertEquals(1, counted("dropped.nslp-unasked"));
        comesDown(request(ID));
        forwarded();
        comesUp(ResponseStack.first(Frame.parse(request(new RequestId(11, 1, 5))), below("r2"), 0));
        comesUp(ResponseStack.first(Frame.parse(request(ID, Method.REMOVE)), below("r2"), 0));
        nothingElse();
        nslp.received(new Arrival(PathNslp.DEFAULT_ID, new SessionId(9, 9), FLOW.withDirection(true), below, UPSTREAM,
                true, false, HOPS, 1, 1, true));
        nothingElse();
        comesUp(below);
        assertEquals(2, ResponseStack.entries(response()).size());
    }

    @Test
    void shouldDropWhatDoesNotComeFromAPeerOrMakesNoSense() throws Exception {
        nslp.received(from(request(ID), FLOW, false, false, HOPS));
        nslp.received(from(request(ID), FLOW, true, true, HOPS));
        assertEquals(2, counted("dropped.nslp-stranger"));
        comesDown(Octets.ofHex("01000004"));
        comesDown(Octets.EMPTY);
        comesUp(request(ID));
        comesDown(ResponseStack.first(Frame.parse(request(ID)), below("r2"), 0));
        assertEquals(4, counted("dropped.nslp-malformed"));
        assertEquals(0, node.taken.size());
        nothingElse();
    }

    @Test
    void shouldRefuseWhatItCannotReadAndStillForwardIt() throws Exception {
        byte[] damaged = request(ID).toArray();
        damaged[damaged.length - 1] = 1; // padding
        Octets bytes = Octets.of(damaged);
        comesDown(bytes);
        Outgoing forwarded = forwarded();
        assertEquals(bytes, forwarded.data());
        nslp.failed(forwarded, Failure.NO_NEXT_NODE);
        StackEntry own = ResponseStack.entries(response()).getFirst();
        assertEquals(Result.REFUSED, own.result());
        assertEquals(400, own.code());
        assertEquals(0, node.taken.size());
    }

    @Test
    void shouldRefuseTriggers() throws Exception {
        Octets trigger = RequestCodec.encodeTrigger(ID,
                new MessageBuilder(Method.PROBE, "a").header("user", "jane").build());
        comesDown(trigger);
        nslp.failed(forwarded(), Failure.NO_NEXT_NODE);
        assertEquals(501, ResponseStack.entries(response()).getFirst().code());
        assertEquals(0, node.taken.size());
    }

    @Test
    void shouldSayThatItIsBusyAndForwardAllTheSame() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        nslp.close();
        nslp = nslp(new Hanging(release));
        int most = Desk.MOST_QUEUED + Desk.WORKERS;
        for (int i = 0; i < most + 50; i++) {
            nslp.received(new Arrival(PathNslp.DEFAULT_ID, new SessionId(3, i), FLOW, request(ID), UPSTREAM, true,
                    false, HOPS, 1, 1, true));
        }
        int busy = 0;
        for (int i = 0; i < most + 50; i++) {
            Outgoing forwarded = forwarded();
            nslp.failed(forwarded, Failure.NO_NEXT_NODE);
        }
        for (Outgoing up = sent.poll(); up != null; up = sent.poll()) {
            StackEntry own = ResponseStack.entries(Frame.parse(up.data())).getFirst();
            assertEquals(503, own.code());
            assertEquals("busy", own.detail());
            busy++;
        }
        assertTrue(busy >= 50 && busy <= 50 + Desk.WORKERS, "busy=" + busy);
        assertEquals(busy, counted("nslp-busy"));
        release.countDown();
        for (int i = 0; i < most + 50 - busy; i++) {
            assertEquals(200, ResponseStack.entries(Frame.parse(next().data())).getFirst().code());
        }
    }

    /** Verifies until it is told to have done so. */
    private record Hanging(CountDownLatch release) implements OnPath {
        @Override
        public void leave(ControlMessage setup) {
            throw new AssertionError("no path has moved");
        }

        @Override
        public String nodeId() {
            return "r1";
        }

        @Override
        public CompletableFuture<PathAnswer> take(ControlMessage message) {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return CompletableFuture.completedFuture(FakeNode.installed());
        }
    }

    @Test
    void shouldAnswerWithoutANodeThatNeverDoes() throws Exception {
        nslp.received(from(request(ID), FLOW, true, false, 0));
        forwarded();
        Frame response = response();
        assertEquals(Frame.PARTIAL, response.flags());
        assertEquals(200, ResponseStack.entries(response).getFirst().code());
        assertEquals(1, counted("nslp-unanswered"));
        comesUp(ResponseStack.first(Frame.parse(request(ID)), below("r2"), 0));
        assertEquals(1, counted("dropped.nslp-unasked"));
        nothingElse();
    }

    @Test
    void shouldWaitLongerTheNearerItIsToTheSource() {
        assertEquals(PathNslp.waitMillis(30) + 200, PathNslp.waitMillis(31));
        assertEquals(PathNslp.waitMillis(32), PathNslp.waitMillis(255));
        assertTrue(PathNslp.waitMillis(255) < 8_000);
    }

    @Test
    void shouldTakeUpAsManyAsMayWaitAndSayNoToOthers() throws Exception {
        for (int i = 0; i < Exchanges.MOST_WAITING; i++) {
            nslp.received(new Arrival(PathNslp.DEFAULT_ID, new SessionId(3, i), FLOW, request(ID), UPSTREAM, true,
                    false, HOPS, 1, 1, true));
            sent.clear();
        }
        comesDown(request(ID));
        @Nullable
        Outgoing answer = sent.poll();
        while (answer != null && !answer.mri().isUpstream()) {
            answer = sent.poll();
        }
        assertNotNull(answer);
        Frame response = Frame.parse(answer.data());
        assertEquals(503, ResponseStack.entries(response).getFirst().code());
        assertEquals(Frame.PARTIAL, response.flags());
        nothingElse();
    }
}
