package org.netserv.signaling.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedMessageTest {
    private static final int HOPS = 1;
    private static final int NSLPID = 6;

    private final MessageView view = new MessageView();

    static List<Vectors.Vector> vectors() {
        return Vectors.all();
    }

    private @Nullable Fault parse(byte[] message, boolean onStream) {
        return view.parse(MemorySegment.ofArray(message), 0, message.length, onStream);
    }

    /** The error that a vector gets after {@code hex} was written over it at {@code offset}. */
    private @Nullable GistError errorOf(String name, int offset, String hex) {
        Vectors.Vector vector = Vectors.named(name);
        byte[] message = vector.message().clone();
        byte[] patch = HexFormat.of().parseHex(hex);
        System.arraycopy(patch, 0, message, offset, patch.length);
        Fault fault = parse(message, vector.onStream());
        return fault == null ? null : fault.error();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldSayThatTheLengthIsWrongWhereverAMessageIsCut(Vectors.Vector vector) {
        for (int length = 0; length < vector.message().length; length++) {
            Fault fault = parse(Arrays.copyOf(vector.message(), length), vector.onStream());
            assertNotNull(fault, "length=" + length);
            assertEquals(GistError.INCORRECT_MESSAGE_LENGTH, fault.error(), "length=" + length);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldSayWhatIsWrongWhereverAMessageIsCutThatHidesIt(Vectors.Vector vector) {
        for (int words = 2; words < vector.message().length / 4; words++) {
            byte[] cut = Arrays.copyOf(vector.message(), 4 * words);
            cut[3] = (byte) (words - 2);
            cut[2] = 0;
            Fault fault = parse(cut, vector.onStream());
            if (fault != null) {
                boolean expected = fault.error() == GistError.INCORRECT_MESSAGE_LENGTH
                        || fault.error() == GistError.MISSING_OBJECT;
                assertTrue(expected, "words=" + words + " " + fault);
                assertAnswerable(fault);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void shouldReadOrRefuseEveryByteWithEveryValue(Vectors.Vector vector) {
        byte[] message = vector.message().clone();
        for (int i = 0; i < message.length; i++) {
            byte was = message[i];
            for (int value = 0; value < 256; value++) {
                message[i] = (byte) value;
                Fault fault = parse(message, vector.onStream());
                if (fault == null) {
                    assertReadsBack(message, vector.onStream());
                } else {
                    assertAnswerable(fault);
                }
            }
            message[i] = was;
        }
    }

    /** What is read is written, and read again, as the same. */
    private void assertReadsBack(byte[] message, boolean onStream) {
        GistMessage read = GistMessage.read(view);
        byte[] out = new byte[message.length];
        int length = read.write(new MessageWriter(), MemorySegment.ofArray(out), 0);
        assertNull(parse(Arrays.copyOf(out, length), onStream));
        assertEquals(read, GistMessage.read(view));
    }

    /** The error that says so is one that a peer can read. */
    private void assertAnswerable(Fault fault) {
        if (view.lengthBytes() < MessageHeader.BYTES) {
            return;
        }
        GistError error = fault.error();
        byte[] out = new byte[MessageHeader.MAX_MESSAGE_BYTES];
        int length = new MessageWriter()
                .begin(MemorySegment.ofArray(out), 0, MessageType.ERROR, false, 1, 0, MessageHeader.S)
                .error(fault, view, 2000).end();
        MessageView answer = new MessageView();
        Fault inAnswer = answer.parse(MemorySegment.ofArray(out), 0, length, true);
        assertNull(inAnswer, () -> fault + " was answered with what has " + inAnswer);
        assertEquals(error, GistMessage.readError(answer).error());
        assertTrue(error.isHeaderError() || GistMessage.readError(answer).details().size() == fault.infoCount());
    }

    @ParameterizedTest
    @CsvSource({
        // header
        "query, 0, 02, UNKNOWN_VERSION", "query, 6, 86, UNKNOWN_TYPE", "query, 7, 80, INVALID_R_FLAG",
        "confirm-without-association, 7, c0, INVALID_R_FLAG", "data-without-association, 7, c0, INVALID_R_FLAG",
        "error-no-routing-state, 7, 40, INVALID_R_FLAG", "query, 7, e0, INVALID_E_FLAG",
        "query, 6, 00, INVALID_C_FLAG", "response, 6, 81, INVALID_C_FLAG", "query, 2, 001c, INCORRECT_MESSAGE_LENGTH",
        "query, 1, 00, HOP_LIMIT_EXCEEDED", "data-on-stream, 6, 83, INCORRECT_ENCAPSULATION",
        "response, 7, 80, INVALID_R_FLAG",
        // objects: the MRI's header is at 8, the session's at 28, the sender's at 48, the cookie's at 80
        "query, 28, 00000004, DUPLICATE_OBJECT", "query, 8, 00630004, UNRECOGNISED_OBJECT",
        "query, 8, c0000004, INVALID_EXTENSIBILITY_FLAGS", "query, 8, 40630004, MISSING_OBJECT",
        "query, 8, 80630004, MISSING_OBJECT", "query, 80, 00060001, INVALID_OBJECT",
        "query, 8, 00090004, INVALID_OBJECT",
        "query, 28, 00070004, INVALID_OBJECT", "query, 8, 000000ff, INCORRECT_MESSAGE_LENGTH",
        "query, 88, 40630003, MISSING_OBJECT", "query, 104, 40630004, MISSING_OBJECT",
        "response, 88, 40630007, MISSING_OBJECT",
        // MRI
        "query, 12, 02, VALUE_NOT_SUPPORTED", "query, 13, 80, INVALID_FLAG_FIELD_COMBINATION",
        "query, 14, 50, VALUE_NOT_SUPPORTED", "query, 14, 60, INCORRECT_OBJECT_LENGTH",
        "query, 14, 42, INCORRECT_OBJECT_LENGTH", "query, 14, 41, INCORRECT_OBJECT_LENGTH",
        "query, 24, 21, INVALID_FLAG_FIELD_COMBINATION", "query, 25, 21, INVALID_FLAG_FIELD_COMBINATION",
        "ipv6-query-with-everything, 14, 67, INVALID_FLAG_FIELD_COMBINATION",
        // sender
        "query, 52, 11, INCORRECT_OBJECT_LENGTH", "query, 54, 50, VALUE_NOT_SUPPORTED",
        "query, 54, 60, INCORRECT_OBJECT_LENGTH", "query, 56, 00000000, INVALID_FLAG_FIELD_COMBINATION",
        // stack
        "query, 92, 00, VALUE_NOT_SUPPORTED", "query, 92, 03, INCORRECT_OBJECT_LENGTH",
        "query, 96, 00, EMPTY_LIST", "query, 92, 01, INCORRECT_OBJECT_LENGTH",
        "query, 112, 00000000, INVALID_FLAG_FIELD_COMBINATION", "query, 108, 03, INCORRECT_OBJECT_LENGTH",
        "query, 116, 03, STACK_MISMATCH", "query, 117, 03, STACK_MISMATCH",

        // others
        "hello-answer-on-stream, 7, c0, ", "hello-on-stream, 7, c0, VALUE_NOT_SUPPORTED",
        "error-no-routing-state, 48, 48, INVALID_FLAG_FIELD_COMBINATION",
        "error-no-routing-state, 50, 05, INCORRECT_OBJECT_LENGTH",
        "error-no-routing-state, 51, 01, INCORRECT_OBJECT_LENGTH",
        "nat-traversal-response, 12, 05, INCORRECT_OBJECT_LENGTH",
        "nat-traversal-response, 14, 02, INCORRECT_OBJECT_LENGTH"})
    void shouldNameTheError(String vector, int offset, String hex, @Nullable GistError expected) {
        assertEquals(expected, errorOf(vector, offset, hex));
    }

    @Test
    void shouldTreatUnknownObjectsAsTheirBitsSay() {
        byte[] data = Vectors.named("data-on-stream").message();
        byte[] longer = Arrays.copyOf(data, data.length + 8);
        longer[3] = (byte) (longer[3] + 2);
        byte[] unknown = HexFormat.of().parseHex("0063000111223344");
        for (int action = 0; action < 4; action++) {
            System.arraycopy(unknown, 0, longer, data.length, unknown.length);
            longer[data.length] = (byte) (action << 6);
            Fault fault = parse(longer, true);
            GistError error = fault == null ? null : fault.error();
            assertEquals(action == 0 ? GistError.UNRECOGNISED_OBJECT
                    : action == 3 ? GistError.INVALID_EXTENSIBILITY_FLAGS : null, error);
            if (fault == null) {
                boolean kept = action == ObjectHeader.FORWARD;
                assertEquals(kept ? List.of(Octets.ofHex("8063000111223344")) : List.of(),
                        GistMessage.read(view).forwarded());
            } else {
                assertEquals(0x63, fault.objectType());
            }
        }
    }

    @Test
    void shouldRefuseWhatComesByTheWrongWay() {
        byte[] hello = Vectors.named("hello-on-stream").message();
        Fault datagram = parse(hello, false);
        assertEquals(GistError.INCORRECT_ENCAPSULATION, datagram == null ? null : datagram.error());
        Fault query = parse(Vectors.named("query").message(), true);
        assertEquals(GistError.INCORRECT_ENCAPSULATION, query == null ? null : query.error());
        Fault noSender = parse(Vectors.named("data-on-stream").message(), false);
        assertEquals(GistError.MISSING_OBJECT, noSender == null ? null : noSender.error());
        Fault sender = parse(Vectors.named("data-without-association").message(), true);
        assertEquals(GistError.INVALID_OBJECT, sender == null ? null : sender.error());
    }

    @Test
    void shouldCarryWhatTheVectorsOfErrorsCarry() {
        Vectors.Vector vector = Vectors.named("confirm-without-association");
        byte[] noCookie = Arrays.copyOf(vector.message(), vector.message().length - 32);
        noCookie[3] = (byte) (noCookie[3] - 8);
        assertNull(parse(noCookie, false));
        Fault fault = view.fault(GistError.MISSING_OBJECT, ObjectType.RESPONDER_COOKIE);
        byte[] out = new byte[512];
        int length = new MessageWriter().begin(MemorySegment.ofArray(out), 0, MessageType.ERROR, false, 1, 0, 0)
                .error(fault, view, 400).end();
        MessageView answer = new MessageView();
        assertNull(answer.parse(MemorySegment.ofArray(out), 0, length, true));
        ErrorReport report = GistMessage.readError(answer);
        assertEquals(List.of(new ErrorReport.Detail(ErrorReport.INFO_OBJECT_TYPE, Octets.ofHex("00060000"))),
                report.details());
        assertEquals(new SessionId(0, 0), report.sessionId());
        assertEquals(view.mri(), report.mri());
        assertEquals(HexFormat.of().formatHex(noCookie, 0, 8), report.header().toString());
    }

    @Test
    void shouldLeaveOutInformationThatDoesNotFit() {
        byte[] query = Vectors.named("query").message().clone();
        query[96] = 0;
        Fault fault = parse(query, false);
        assertNotNull(fault);
        byte[] out = new byte[512];
        int length = new MessageWriter().begin(MemorySegment.ofArray(out), 0, MessageType.ERROR, false, 1, 0, 0)
                .error(fault, view, 60).end();
        assertEquals(MessageHeader.BYTES + ObjectHeader.BYTES + 16 + 16 + 16, length);
        assertEquals(0, out[8 + 4 + ErrorLayout.INFO_COUNT]);
    }

    @Test
    void shouldLetAMessagePassWithNothingChangedButItsHops() {
        byte[] query = Vectors.named("query").message().clone();
        MemorySegment memory = MemorySegment.ofArray(query);
        assertNull(view.parseHeader(memory, 0, query.length, false));
        MessageHeader.setHops(memory, 0, view.hops() - 1);
        byte[] expected = Vectors.named("query").message().clone();
        expected[HOPS] = (byte) (expected[HOPS] - 1);
        assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(query));
        assertEquals(0x7fc0, view.nslpId());
        assertEquals(0x80, query[NSLPID] & 0x80);
    }
}
