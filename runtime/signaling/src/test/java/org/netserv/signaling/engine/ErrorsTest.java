package org.netserv.signaling.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.wire.ErrorReport;
import org.netserv.signaling.wire.GistError;
import org.netserv.signaling.wire.GistMessage;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/** Every error of RFC 5971 §A.4.4: sent when it is due, understood when it comes, and never answered. */
class ErrorsTest {
    private static final Mri FLOW = Mri.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.3"));
    private static final SessionId SESSION = new SessionId(5, 6);
    private static final int HOPS = 1;
    private static final int NSLP = 5;
    private static final int TYPE = 6;
    private static final int FLAGS = 7;
    private static final int HEADERS_BYTES = 20 + 8 + MessageHeader.MAGIC_BYTES;
    /** The error about a header alone: it has to say who sends it. There are 100 a second at most. */
    private static final double MOST_TIMES_AS_LONG = 2.6;
    /** Bad cookies are counted and dropped: whoever forges them is not to make us send. What ingress filters do is not for us to know. */
    private static final Set<GistError> NEVER_SENT = EnumSet.of(GistError.INVALID_COOKIE,
            GistError.INGRESS_FILTER_FAILURE);

    private final Simulation net = new Simulation(3);
    private final TestNslp asking = new TestNslp();
    private final TestNslp answering = new TestNslp();
    private final TestNslp another = new TestNslp();
    private final Simulation.Node querier = node("10.0.0.1", asking);
    private final Simulation.Node responder = node("10.0.0.2", answering);
    private final Simulation.Node end = node("10.0.0.3", new TestNslp());
    private final Set<GistError> sent = EnumSet.noneOf(GistError.class);

    private Simulation.Node node(String address, TestNslp nslp) {
        return net.add(address, nslp, Settings.of(IpAddress.parse(address)).withPorts(270, 30_000, 0));
    }

    /** The last message of this type that was on the network. */
    private byte[] lastOf(MessageType type) {
        return net.log.reversed().stream().filter(message -> (message[TYPE] & 0x7F) == type.code()).findFirst()
                .orElseThrow().clone();
    }

    private static byte[] patched(byte[] message, int at, String hex) {
        byte[] other = message.clone();
        byte[] patch = HexFormat.of().parseHex(hex);
        System.arraycopy(patch, 0, other, at, patch.length);
        return other;
    }

    /** What is given is answered with this error, and nothing else. */
    private void expect(GistError error, Runnable given) {
        net.log.clear();
        given.run();
        assertEquals(1, net.log.size(), error + ": answers");
        GistMessage answer = read(net.log.getFirst());
        assertEquals(error, Objects.requireNonNull(answer.error(), "no error").error());
        assertEquals(0, answer.nslpId());
        sent.add(error);
    }

    private static GistMessage read(byte[] message) {
        MessageView view = new MessageView();
        boolean stream = false;
        if (view.parse(MemorySegment.ofArray(message), 0, message.length, stream) != null) {
            stream = true;
            assertNull(view.parse(MemorySegment.ofArray(message), 0, message.length, stream));
        }
        return GistMessage.read(view);
    }

    private void expect(GistError error, byte[] message) {
        expect(error, () -> net.deliver(responder, message, querier.address));
    }

    @Test
    void shouldSendEveryErrorThatAMessageCanDeserve() {
        querier.next.add(responder);
        asking.send(SESSION, FLOW, "hello", Transfer.RELIABLE);
        net.run(5);
        byte[] query = lastOf(MessageType.QUERY);
        net.run(200);
        byte[] data = lastOf(MessageType.DATA);
        byte[] confirm = lastOf(MessageType.CONFIRM);
        asking.send(new SessionId(7, 8), FLOW, "hello", Transfer.UNRELIABLE);
        net.run(200);
        byte[] datagram = lastOf(MessageType.DATA);

        expect(GistError.UNKNOWN_VERSION, patched(query, 0, "02"));
        expect(GistError.UNKNOWN_TYPE, patched(query, TYPE, "86"));
        expect(GistError.INVALID_R_FLAG, patched(query, FLAGS, "80"));
        expect(GistError.INCORRECT_MESSAGE_LENGTH, Arrays.copyOf(query, query.length - 4));
        expect(GistError.INVALID_E_FLAG, patched(query, FLAGS, "e0"));
        expect(GistError.INVALID_C_FLAG, patched(query, TYPE, "00"));
        expect(GistError.HOP_LIMIT_EXCEEDED, patched(query, HOPS, "00"));
        expect(GistError.INCORRECT_ENCAPSULATION, HexFormat.of().parseHex("0101000200000580000a000100000000"));
        expect(GistError.NO_ROUTING_STATE, patched(datagram, 32, "aabbccdd"));
        expect(GistError.UNKNOWN_NSLPID, patched(datagram, NSLP, "00"));
        expect(GistError.ENDPOINT_FOUND,
                () -> net.deliver(end, patched(query, NSLP, "00"), querier.address));
        expect(GistError.DUPLICATE_OBJECT, patched(query, 28, "00000004"));
        expect(GistError.UNRECOGNISED_OBJECT, patched(query, 8, "00630004"));
        expect(GistError.MISSING_OBJECT, patched(query, 8, "40630004"));
        expect(GistError.INVALID_OBJECT, patched(query, 8, "00090004"));
        expect(GistError.UNTRANSLATED_OBJECT,
                () -> net.deliver(responder, query, IpAddress.parse("10.0.0.77")));
        expect(GistError.INVALID_EXTENSIBILITY_FLAGS, patched(query, 8, "c0000004"));
        expect(GistError.INCORRECT_OBJECT_LENGTH, patched(query, 14, "60"));
        expect(GistError.VALUE_NOT_SUPPORTED, patched(query, 12, "02"));
        expect(GistError.INVALID_FLAG_FIELD_COMBINATION, patched(query, 13, "80"));
        expect(GistError.EMPTY_LIST, patched(query, 100, "00"));
        expect(GistError.STACK_MISMATCH, patched(query, 116, "03"));
        expect(GistError.INVALID_IP_TTL, patched(query, 15, "20"));
        expect(GistError.MRI_TOO_WILD, patched(query, 24, "01"));
        expect(GistError.IP_VERSION_MISMATCH,
                () -> net.deliver(responder, patched(query, FLAGS, "40"), IpAddress.parse("2001:db8::1")));
        answering.decision = Decision.FORWARD;
        expect(GistError.MESSAGE_TOO_LARGE, withData(patched(query, 32, "ee"), 460));
        answering.decision = Decision.PEER;
        // By an association of somebody else.
        Simulation.Node stranger = node("10.0.0.4", another);
        stranger.next.add(responder);
        another.send(new SessionId(9, 9), Mri.of(stranger.address, end.address), "hello", Transfer.RELIABLE);
        net.run(200);
        int his = responder.pipes.entrySet().stream().filter(pipe -> pipe.getValue().node[0] == stranger).findFirst()
                .orElseThrow().getKey();
        expect(GistError.INCORRECTLY_DELIVERED,
                () -> responder.engine.message(his, MemorySegment.ofArray(data), 0, data.length));
        expect(GistError.INCORRECTLY_DELIVERED,
                () -> responder.engine.message(his, MemorySegment.ofArray(confirm), 0, confirm.length));

        assertEquals(EnumSet.complementOf(EnumSet.copyOf(NEVER_SENT)), sent);
    }

    private static byte[] withData(byte[] query, int bytes) {
        byte[] longer = Arrays.copyOf(query, query.length + 4 + bytes);
        int words = (longer.length - MessageHeader.BYTES) / 4;
        longer[2] = (byte) (words >>> 8);
        longer[3] = (byte) words;
        longer[query.length + 1] = (byte) ObjectType.NSLP_DATA.code();
        longer[query.length + 3] = (byte) (bytes / 4);
        return longer;
    }

    @ParameterizedTest
    @EnumSource(GistError.class)
    void shouldUnderstandEveryErrorAboutAQueryThatIsOpenAndAnswerNone(GistError error) {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        byte[] query = lastOf(MessageType.QUERY);
        net.log.clear();
        net.deliver(querier, about(query, error), responder.address);
        if (error == GistError.ENDPOINT_FOUND) {
            assertEquals(List.of(Failure.NO_NEXT_NODE), asking.failures);
            assertEquals(List.of(Notification.Kind.LAST_NODE), asking.kinds());
        } else if (error.errorClass() == 4) {
            assertEquals(List.of(Failure.REFUSED), asking.failures);
            assertEquals(List.of(Notification.Kind.ROUTE_GONE), asking.kinds());
            assertEquals(0, querier.engine.states());
        } else {
            assertEquals(List.of(), asking.failures, "anybody may say so");
            assertEquals(1, querier.engine.states());
        }
        assertEquals(List.of(), net.log, "answered");
        assertEquals(1, querier.engine.counters().get(Count.RECEIVED_ERRORS));
    }

    @ParameterizedTest
    @EnumSource(GistError.class)
    void shouldOnlyBelieveThePeerAboutASessionThatItHas(GistError error) {
        querier.next.add(responder);
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        net.run(15);
        byte[] query = lastOf(MessageType.QUERY);
        net.run(200);
        net.log.clear();
        net.deliver(querier, about(query, error), IpAddress.parse("10.0.0.66"));
        net.deliver(responder, about(query, error), IpAddress.parse("10.0.0.66"));
        assertEquals(List.of(Notification.Kind.ROUTE_GOOD), asking.kinds());
        assertEquals(1, querier.engine.states());
        assertEquals(1, responder.engine.states());
        assertEquals(List.of(), net.log, "answered");
    }

    /** What a node would say of a message. */
    private byte[] about(byte[] message, GistError error) {
        GistMessage subject = read(message);
        ErrorReport report = new ErrorReport(error.errorClass(), error.code(), error.subcode(), true, true,
                Octets.of(Arrays.copyOf(message, MessageHeader.BYTES)), subject.sessionId(), subject.mri(), List.of(),
                null);
        GistMessage answer = new GistMessage(MessageType.ERROR, false, 1, 0, 0, null, null, null,
                new NetworkInfo(Octets.of(new byte[16]), 0, 30_000, responder.address), null, null, null, null, null,
                report, null, List.of());
        byte[] out = new byte[512];
        int length = answer.write(new MessageWriter(), MemorySegment.ofArray(out), 0);
        return Arrays.copyOf(out, length);
    }

    @Test
    void shouldEchoWhatANatRemembersInFrontOfAnError() {
        asking.send(SESSION, FLOW, "hello", Transfer.UNRELIABLE);
        IpAddress outside = IpAddress.parse("192.0.2.1");
        byte[] translated = Translation.ofQuery(lastOf(MessageType.QUERY), outside);
        translated[NSLP] = 0;
        net.log.clear();
        net.deliver(end, translated, outside);
        assertEquals(1, net.log.size());
        byte[] error = net.log.getFirst();
        assertEquals(MessageType.ERROR.code(), error[TYPE]);
        assertEquals(ObjectType.NAT_TRAVERSAL.code(), error[9]);
        assertEquals(read(translated).natTraversal(), read(error).natTraversal());
    }

    /** Headers of IP and UDP and the magic count, too: they are what a link carries. */
    @Test
    void shouldSendOneAnswerAtMostWhichIsNotMuchLongerThanWhatWasGiven() {
        querier.next.add(responder);
        asking.send(SESSION, FLOW, "hello", Transfer.RELIABLE);
        net.run(200);
        asking.send(new SessionId(7, 8), FLOW, "hello", Transfer.UNRELIABLE);
        net.run(200);
        double worst = 0;
        int answers = 0;
        List<byte[]> kinds = List.of(lastOf(MessageType.QUERY), lastOf(MessageType.CONFIRM), lastOf(MessageType.DATA));
        for (byte[] kind : kinds) {
            for (byte[] given : variants(kind)) {
                net.log.clear();
                net.deliver(responder, given, querier.address);
                assertTrue(net.log.size() <= 1, () -> HexFormat.of().formatHex(given));
                for (byte[] answer : net.log) {
                    answers++;
                    worst = Math.max(worst, (double) (answer.length + HEADERS_BYTES) / (given.length + HEADERS_BYTES));
                }
                net.run(20); // so that errors are within their rate
            }
        }
        System.out.printf("longest answer, as a multiple of what it answers: %.2f%n", worst);
        assertTrue(answers > 1_000, "answers=" + answers);
        assertTrue(worst < MOST_TIMES_AS_LONG, "worst=" + worst);
    }

    /** With each bit changed, and cut after each word. */
    private static List<byte[]> variants(byte[] message) {
        List<byte[]> all = new ArrayList<>();
        for (int bit = 0; bit < Byte.SIZE * message.length; bit++) {
            byte[] changed = message.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            all.add(changed);
        }
        for (int words = 2; words < message.length / 4; words++) {
            byte[] cut = Arrays.copyOf(message, 4 * words);
            cut[2] = 0;
            cut[3] = (byte) (words - 2);
            all.add(cut);
        }
        return all;
    }
}
