package org.netserv.signaling.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.wire.ErrorReport;
import org.netserv.signaling.wire.GistError;
import org.netserv.signaling.wire.GistMessage;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/** Messages that somebody has forged, kept, changed or sent in great number. */
class AbuseTest {
    private static final Mri FLOW = Mri.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.3"));
    private static final SessionId SESSION = new SessionId(0x1122334455667788L, 0x99aabbccddeeff00L);
    private static final int HOPS = 1;
    private static final int FLAGS = 7;

    private final Simulation net = new Simulation(2);
    private final TestNslp asking = new TestNslp();
    private final TestNslp answering = new TestNslp();
    private Simulation.Node querier = node("10.0.0.1", asking);
    private Simulation.Node responder = node("10.0.0.2", answering);

    private Simulation.Node node(String address, TestNslp nslp) {
        return net.add(address, nslp, Settings.of(IpAddress.parse(address)).withPorts(270, 30_000, 0));
    }

    @BeforeEach
    void connect() {
        querier.next.add(responder);
    }

    /** The last message of this type that was on the network. */
    private byte[] lastOf(MessageType type) {
        return net.log.reversed().stream().filter(message -> (message[6] & 0x7F) == type.code()).findFirst()
                .orElseThrow().clone();
    }

    private void give(Simulation.Node to, byte[] message, String from) {
        net.deliver(to, message, IpAddress.parse(from));
    }

    /** The error that was sent last, or null if none was since the log was emptied. */
    private @Nullable GistError answer() {
        List<GistError> errors = new ArrayList<>();
        for (byte[] message : net.log) {
            MessageView view = new MessageView();
            if (message[6] == MessageType.ERROR.code()) {
                assertNull(view.parse(MemorySegment.ofArray(message), 0, message.length, false));
                ErrorReport report = GistMessage.readError(view);
                errors.add(report.error());
            }
        }
        return errors.isEmpty() ? null : errors.getLast();
    }

    /** A handshake whose Confirm was kept from arriving. */
    private byte[] confirmThatIsKept() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(20);
        net.loss = 1;
        net.run(20);
        net.loss = 0;
        byte[] confirm = lastOf(MessageType.CONFIRM);
        responder.restart();
        return confirm;
    }

    @Test
    void shouldRefuseAConfirmThatWasChangedAnywhere() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(15);
        net.run(10);
        byte[] confirm = lastOf(MessageType.CONFIRM);
        net.run(100);
        long before = responder.engine.states();
        assertEquals(1, before);
        // Flow, session, querier and cookie are all sealed; another node's address is refused even earlier.
        for (int at = 12; at < confirm.length; at++) {
            byte[] forged = confirm.clone();
            forged[at] ^= 1;
            give(responder, forged, "10.0.0.1");
        }
        net.run(10);
        assertEquals(1, responder.engine.states());
        assertTrue(responder.engine.counters().get(Count.DROPPED_COOKIE) > 30);
    }

    @Test
    void shouldRefuseTheConfirmOfAnotherSecretOrOfLongAgo() {
        byte[] confirm = confirmThatIsKept();
        give(responder, confirm, "10.0.0.1");
        assertEquals(0, responder.engine.states(), "made before the restart");
        querier.restart();
        asking.send(SESSION, FLOW, "again", Transfer.UNRELIABLE);
        net.run(20);
        byte[] fresh = lastOf(MessageType.CONFIRM);
        querier.restart();
        net.run(40_000);
        assertEquals(0, responder.engine.states(), "not refreshed");
        net.run(120_000);
        give(responder, fresh, "10.0.0.1");
        assertEquals(0, responder.engine.states(), "too old");
        assertEquals(2, responder.engine.counters().get(Count.DROPPED_COOKIE));
    }

    @Test
    void shouldAcceptACookieOfTheSecretBefore() {
        net.run(299_990);
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(60_000);
        assertEquals(List.of("hello"), answering.texts());
        assertEquals(0, responder.engine.counters().get(Count.DROPPED_COOKIE));
    }

    @Test
    void shouldNeverAnswerAnErrorOrAResponse() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        byte[] response = lastOf(MessageType.RESPONSE);
        net.log.clear();
        for (int at = 0; at < response.length; at++) {
            byte[] changed = response.clone();
            changed[at] ^= 0x15;
            give(responder, changed, "10.0.0.1");
        }
        net.log.removeIf(message -> message[6] != MessageType.ERROR.code());
        int errors = net.log.size();
        byte[] error = errors == 0 ? null : net.log.getFirst();
        if (error != null) {
            net.log.clear();
            for (int at = 0; at < error.length; at++) {
                byte[] changed = error.clone();
                changed[at] ^= 0x40;
                if (changed[6] == MessageType.ERROR.code()) {
                    give(responder, changed, "10.0.0.1");
                }
            }
            assertNull(answer());
        }
    }

    @Test
    void shouldSendFewErrorsHoweverManyAreDue() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        byte[] data = lastOf(MessageType.DATA);
        data[40] ^= 1; // of another session
        net.log.clear();
        for (int i = 0; i < 10_000; i++) {
            give(responder, data, "10.0.0.1");
        }
        assertEquals(GistError.NO_ROUTING_STATE, answer());
        assertTrue(responder.engine.counters().get(Count.SENT_ERRORS) <= 100);
        assertTrue(responder.engine.counters().get(Count.DROPPED_ERROR_RATE) >= 9_900);
        assertTrue(net.log.stream().allMatch(message -> message.length <= data.length + 64), "amplified");
    }

    @Test
    void shouldHoldNothingAfterAFloodOfQueries() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(5);
        byte[] query = lastOf(MessageType.QUERY);
        query[FLAGS] &= (byte) ~MessageHeader.S;
        long before = responder.engine.counters().get(Count.SENT_RESPONSES);
        for (int i = 0; i < 100_000; i++) {
            byte[] other = query.clone();
            other[33] = (byte) i;
            other[34] = (byte) (i >>> 8);
            other[35] = (byte) (i >>> 16);
            give(responder, other, "192." + (i >>> 16) + "." + (i >>> 8 & 0xFF) + "." + (i & 0xFF));
        }
        assertTrue(responder.engine.counters().get(Count.SENT_RESPONSES) - before <= 2_500, "over the rate");
        assertEquals(0, responder.engine.states());
        assertEquals(0, responder.engine.associations());
        long answered = responder.engine.counters().get(Count.SENT_RESPONSES)
                + responder.engine.counters().get(Count.DROPPED_RATE);
        assertEquals(100_000, answered - before);
        assertTrue(net.log.stream().allMatch(message -> message.length <= query.length + 64), "amplified");
    }

    @Test
    void shouldNeitherAnswerNorHoldWhatFloodsOfResponsesAndErrorsBring() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        byte[] response = lastOf(MessageType.RESPONSE);
        byte[] data = lastOf(MessageType.DATA);
        data[40] ^= 1;
        give(responder, data, "10.0.0.1");
        byte[] error = lastOf(MessageType.ERROR);
        int session = error.length - 32; // the flow's 16 bytes are behind it
        long states = querier.engine.states();
        net.log.clear();
        for (int i = 0; i < 100_000; i++) {
            put(response, 36, i);
            put(error, session, i);
            give(querier, response, "10.0.0.2");
            give(querier, error, "10.0.0.2");
        }
        assertEquals(100_000, querier.engine.counters().get(Count.DROPPED_UNASKED));
        assertEquals(100_000, querier.engine.counters().get(Count.RECEIVED_ERRORS));
        assertEquals(states, querier.engine.states());
        assertEquals(List.of(), net.log);
        asking.send(SESSION, FLOW, "still there", Transfer.UNRELIABLE);
        net.run(100);
        assertEquals(List.of("hello", "still there"), answering.texts());
    }

    private static void put(byte[] message, int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            message[at + i] = (byte) (value >>> (Byte.SIZE * i));
        }
    }

    @Test
    void shouldRefuseACookieThatIsOlderThanTheSecretBefore() {
        for (boolean old : new boolean[]{false, true}) {
            Settings of = Settings.of(responder.address);
            responder = net.add("10.0.0.2", answering,
                    new Settings(of.addresses(), of.udpPort(), 30_000, 0, of.confirmation(), of.backoff(),
                            of.validityMillis(), of.holdMillis(), of.inactiveMillis(), of.hops(), of.datagramBytes(),
                            of.packetsPerSecond(), of.errorsPerSecond(), of.mostStates(), 5_000));
            querier.restart();
            querier.next.clear();
            querier.next.add(responder);
            asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
            net.run(20);
            byte[] confirm = lastOf(MessageType.CONFIRM);
            querier.restart(); // so that nobody asks meanwhile
            net.run(old ? 11_000 : 6_000);
            long before = responder.engine.counters().get(Count.DROPPED_COOKIE);
            give(responder, confirm, "10.0.0.1");
            assertEquals(old ? 1 : 0, responder.engine.counters().get(Count.DROPPED_COOKIE) - before, "old=" + old);
        }
    }

    @Test
    void shouldAnswerHopCountsThatAreUsedUp() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(5);
        byte[] query = lastOf(MessageType.QUERY);
        net.log.clear();
        query[HOPS] = 0;
        give(responder, query, "10.0.0.1");
        assertEquals(GistError.HOP_LIMIT_EXCEEDED, answer());
        net.log.clear();
        query[HOPS] = 1;
        give(responder, query, "10.0.0.1");
        assertNull(answer(), "one hop is enough for the node that answers");
        net.log.clear();
        answering.decision = Decision.FORWARD;
        give(responder, query, "10.0.0.1");
        assertEquals(GistError.HOP_LIMIT_EXCEEDED, answer());
    }

    @Test
    void shouldAnswerUpstreamQueriesOfTheNextNodeAlone() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(5);
        byte[] query = lastOf(MessageType.QUERY);
        query[15] |= 0x20;
        for (int ttl : new int[]{0, 64, 253, 254, 255}) {
            net.log.clear();
            byte[] datagram = new byte[query.length + MessageHeader.MAGIC_BYTES];
            MessageHeader.writeMagic(MemorySegment.ofArray(datagram), 0);
            System.arraycopy(query, 0, datagram, MessageHeader.MAGIC_BYTES, query.length);
            responder.engine.datagram(MemorySegment.ofArray(datagram), 0, datagram.length, querier.address, 270, ttl,
                    1);
            assertEquals(ttl < 254 ? GistError.INVALID_IP_TTL : null, answer(), "ttl=" + ttl);
            assertEquals(1, net.log.size());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAQuery() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(5);
        byte[] query = lastOf(MessageType.QUERY);
        net.log.clear();
        give(responder, query, "10.9.9.9");
        assertEquals(GistError.UNTRANSLATED_OBJECT, answer());
        byte[] wild = query.clone();
        wild[24] = 1;
        give(responder, wild, "10.0.0.1");
        assertEquals(GistError.MRI_TOO_WILD, answer());
        byte[] looseEnd = Simulation.looseEnd(query);
        give(responder, looseEnd, "10.0.0.1");
        assertEquals(GistError.VALUE_NOT_SUPPORTED, answer());
        byte[] unhosted = query.clone();
        unhosted[5] ^= 1;
        net.log.clear();
        give(responder, unhosted, "10.0.0.1");
        assertNull(answer(), "passes");
        assertEquals(1, responder.engine.counters().get(Count.FORWARDED_QUERIES));
        byte[] other = query.clone();
        other[FLAGS] &= (byte) ~MessageHeader.S;
        give(responder, other, "2001:db8::1");
        assertEquals(GistError.IP_VERSION_MISMATCH, answer());
    }

    @Test
    void shouldNotBeMovedByResponsesAndDataOfOthers() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(100);
        byte[] response = lastOf(MessageType.RESPONSE);
        response[84] ^= 1; // the cookie
        give(querier, response, "10.0.0.2");
        assertEquals(1, querier.engine.counters().get(Count.DROPPED_UNASKED));
        byte[] data = lastOf(MessageType.DATA);
        data[60] ^= 1; // the sender's identity
        give(responder, data, "10.0.0.1");
        assertEquals(1, responder.engine.counters().get(Count.DROPPED_NOT_PEER));
        assertEquals(List.of("hello"), answering.texts());
    }

    @Test
    void shouldNotBeTalkedDownToLessThanItOffers() {
        asking.send(SESSION, FLOW, "hello", Transfer.RELIABLE);
        net.run(100);
        byte[] confirm = lastOf(MessageType.CONFIRM);
        net.log.clear();
        give(responder, confirm, "10.0.0.1");
        assertEquals(GistError.INCORRECT_ENCAPSULATION, answer(), "by datagram, though an association was offered");
        int id = responder.engine.accepted(IpAddress.parse("10.0.0.1"), false);
        assertEquals(2, responder.engine.associations());
        byte[] changed = confirm.clone();
        int configObject = 12;
        int protocolOfOnlyProfile = changed.length - configObject - 3;
        assertEquals(1, changed[protocolOfOnlyProfile]);
        changed[protocolOfOnlyProfile] = 2;
        responder.engine.message(id, MemorySegment.ofArray(changed), 0, changed.length);
        assertEquals(1, responder.engine.counters().get(Count.DROPPED_COOKIE));
        assertEquals(1, responder.engine.associations(), "closed");
    }

    @Test
    void shouldRefuseMoreStateThanItMayHold() {
        TestNslp nslp = new TestNslp();
        Simulation.Node small = net.add("10.0.0.5", nslp,
                Settings.of(IpAddress.parse("10.0.0.5")).withLimits(50_000, 100, 10));
        small.next.add(responder);
        Mri flow = Mri.of(IpAddress.parse("10.0.0.5"), IpAddress.parse("10.0.0.3"));
        for (int i = 0; i < 12; i++) {
            nslp.send(new SessionId(i, i), flow, "x", Transfer.UNRELIABLE);
        }
        net.run(100);
        assertEquals(10, small.engine.states());
        assertEquals(List.of(Failure.OUT_OF_ROOM, Failure.OUT_OF_ROOM), nslp.failures);
    }
}
