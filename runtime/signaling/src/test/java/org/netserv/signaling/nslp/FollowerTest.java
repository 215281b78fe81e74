package org.netserv.signaling.nslp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.node.message.PathAnswer;
import org.netserv.node.message.PathAnswer.Result;
import org.netserv.node.message.StatusCode;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Notification.Kind;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.nslp.wire.Frame;
import org.netserv.signaling.nslp.wire.RequestCodec;
import org.netserv.signaling.nslp.wire.RequestId;
import org.netserv.signaling.nslp.wire.RequestType;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/** What a node does for a SETUP whose path moves, and what it believes of others who say so. */
class FollowerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Mri FLOW = Mri.of(IpAddress.parse("198.51.100.1"), IpAddress.parse("198.51.100.2"));
    private static final SessionId SESSION = new SessionId(1, 2);
    private static final RequestId ID = new RequestId(10, 1, 5);
    private static final Peer UPSTREAM = peer("aa");
    private static final Peer OLD = peer("01");
    private static final Peer NEW = peer("02");
    private static final ControlMessage SETUP = setup("a_1.0.0", "jane");

    private final FakeNode node = new FakeNode("r1");
    private final FakeGist gist = new FakeGist();
    private final Follower follower = new Follower(node, gist, PathNslp.DEFAULT_ID, Clock.fixed(NOW, ZoneOffset.UTC));

    private static Peer peer(String id) {
        return new Peer(Octets.ofHex(id), IpAddress.parse("192.0.2.1"));
    }

    private static ControlMessage setup(String module, String user) {
        return new MessageBuilder(Method.SETUP, module).header("user", user)
                .header("expires", NOW.plusSeconds(100).toString()).build();
    }

    private static Arrival from(Peer peer, boolean connected) {
        return new Arrival(PathNslp.DEFAULT_ID, SESSION, FLOW, Octets.EMPTY, peer, true, false, 30, 1, 1, connected);
    }

    private static Frame frame(Octets data) {
        try {
            return Frame.parse(data);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void decided(ControlMessage message, Result result, StatusCode code) {
        follower.decided(from(UPSTREAM, true), frame(RequestCodec.encode(ID, message)), message,
                new PathAnswer(result, Answer.of(code, "")));
    }

    private void changed(Kind kind, @Nullable Peer now, @Nullable Peer before) {
        follower.changed(new Notification(kind, PathNslp.DEFAULT_ID, SESSION, FLOW, now, before), false);
    }

    private boolean torn(Peer by, boolean connected, RequestId id) {
        return follower.torn(from(by, connected), frame(RequestCodec.teardown(id)));
    }

    @Test
    void shouldGiveTheSetupToANewNodeAndTellTheOldOne() {
        decided(SETUP, Result.ACCEPTED, StatusCode.ACCEPTED);
        assertEquals(SESSION + " 100000", gist.kept.poll());
        changed(Kind.ROUTE_CHANGED, NEW, OLD);
        Outgoing again = gist.sent.remove();
        assertEquals(RequestCodec.encode(ID, SETUP), again.data());
        assertNull(again.to());
        assertEquals(FLOW, again.mri());
        Outgoing teardown = gist.sent.remove();
        assertEquals(OLD, teardown.to());
        Frame frame = frame(teardown.data());
        assertEquals(RequestType.TEARDOWN, frame.type());
        assertEquals(ID, frame.id());
        assertTrue(gist.sent.isEmpty());
    }

    @Test
    void shouldGiveItToANodeThatAppearsBehindTheLastOne() {
        decided(SETUP, Result.INSTALLED, StatusCode.DONE);
        changed(Kind.LAST_NODE, null, null);
        assertTrue(gist.sent.isEmpty());
        changed(Kind.ROUTE_GOOD, NEW, null);
        assertEquals(RequestCodec.encode(ID, SETUP), gist.sent.remove().data());
        follower.changed(new Notification(Kind.ROUTE_GOOD, PathNslp.DEFAULT_ID, SESSION, FLOW, NEW, null), true);
        assertTrue(gist.sent.isEmpty(), "while the request itself is under way there is no need to");
    }

    @Test
    void shouldNotFollowWhatItRefusedOrWhatWasRemoved() {
        decided(SETUP, Result.REFUSED, StatusCode.UNAUTHENTICATED);
        decided(SETUP, Result.PASSED, StatusCode.DONE);
        changed(Kind.ROUTE_CHANGED, NEW, OLD);
        assertTrue(gist.sent.isEmpty());
        assertTrue(gist.kept.isEmpty());
        decided(SETUP, Result.INSTALLED, StatusCode.DONE);
        ControlMessage other = new MessageBuilder(Method.REMOVE, "a").header("user", "john").build();
        decided(other, Result.DONE, StatusCode.DONE);
        ControlMessage remove = new MessageBuilder(Method.REMOVE, "a").header("user", "jane").build();
        decided(remove, Result.REFUSED, StatusCode.UNAUTHENTICATED);
        decided(remove, Result.INSTALLED, StatusCode.DONE);
        changed(Kind.ROUTE_CHANGED, NEW, null);
        assertEquals(1, gist.sent.size(), "neither somebody else's REMOVE, nor a forged or an old one");
        gist.sent.clear();
        decided(remove, Result.REFUSED, StatusCode.NOT_FOUND);
        changed(Kind.ROUTE_CHANGED, NEW, OLD);
        assertTrue(gist.sent.isEmpty());
    }

    @Test
    void shouldStopWhenTheSetupHasExpired() {
        ControlMessage old = new MessageBuilder(Method.SETUP, "a_1.0.0").header("user", "jane")
                .header("expires", NOW.toString()).build();
        decided(old, Result.INSTALLED, StatusCode.DONE);
        changed(Kind.ROUTE_CHANGED, NEW, OLD);
        assertTrue(gist.sent.isEmpty());
    }

    @Test
    void shouldLeaveOnTheWordOfWhoeverBroughtTheSetupAndNobodyElses() {
        decided(SETUP, Result.INSTALLED, StatusCode.DONE);
        assertFalse(torn(OLD, true, ID));
        assertFalse(torn(UPSTREAM, false, ID), "a datagram may be anybody's");
        assertFalse(torn(UPSTREAM, true, new RequestId(11, 1, 5)));
        assertTrue(node.left.isEmpty());
        assertTrue(torn(UPSTREAM, true, ID));
        assertEquals(SETUP, node.left.remove());
        assertEquals(RequestCodec.teardown(ID), gist.sent.remove().data());
        assertFalse(torn(UPSTREAM, true, ID), "once");
        changed(Kind.ROUTE_CHANGED, NEW, OLD);
        assertTrue(gist.sent.isEmpty());
    }

    @Test
    void shouldStayWhereAnotherPathBringsTheSameModule() {
        decided(SETUP, Result.INSTALLED, StatusCode.DONE);
        Mri another = Mri.of(FLOW.source(), IpAddress.parse("198.51.100.3"));
        follower.decided(
                new Arrival(PathNslp.DEFAULT_ID, new SessionId(3, 4), another, Octets.EMPTY, UPSTREAM, true, false, 30,
                        1,
                        1, true),
                frame(RequestCodec.encode(ID, SETUP)), SETUP, FakeNode.installed());
        assertTrue(torn(UPSTREAM, true, ID));
        assertTrue(node.left.isEmpty());
    }

    @Test
    void shouldFollowTheLatestOfAModuleAndFlowAndAsManyAsMayBe() {
        for (int i = 0; i < Followed.MOST + 10; i++) {
            ControlMessage message = setup("m" + i, "jane");
            follower.decided(
                    new Arrival(PathNslp.DEFAULT_ID, new SessionId(5, i), FLOW, Octets.EMPTY, UPSTREAM, true, false, 30,
                            1, 1, true),
                    frame(RequestCodec.encode(ID, message)), message, FakeNode.installed());
        }
        assertEquals(Followed.MOST, gist.kept.size());
        decided(setup("m0", "jane"), Result.INSTALLED, StatusCode.DONE);
        assertEquals(Followed.MOST + 1, gist.kept.size(), "in place of the older one");
    }
}
