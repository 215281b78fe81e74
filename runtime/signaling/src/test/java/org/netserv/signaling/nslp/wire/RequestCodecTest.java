package org.netserv.signaling.nslp.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;
import java.io.ByteArrayInputStream;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.CanonicalForm;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageParser;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.Method;
import org.netserv.node.message.SignatureVerifier;
import org.netserv.signaling.wire.Octets;

class RequestCodecTest {
    private static final RequestId ID = new RequestId(1, 2, 3);
    private static final int ROUNDS = 5_000;

    private static ControlMessage throughText(ControlMessage message) throws Exception {
        return Objects.requireNonNull(
                new ControlMessageParser(new ByteArrayInputStream(MessageWriter.bytes(message))).read());
    }

    @Test
    void shouldKeepTheCanonicalFormThroughTextAndBinary() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            ControlMessage message = Messages.random(random);
            String at = "seed=" + seed + " round=" + i;
            RequestId id = Messages.id(random);
            Octets binary = RequestCodec.encode(id, throughText(message));
            Frame frame = Frame.parse(binary);
            ControlMessage read = throughText(RequestCodec.decode(frame));
            assertArrayEquals(CanonicalForm.of(message), CanonicalForm.of(read), at);
            assertEquals(message.value("signature"), read.value("signature"), at);
            assertEquals(id, frame.id(), at);
            assertEquals(binary, RequestCodec.encode(id, read), at);
        }
    }

    @Test
    void shouldCarrySignaturesThatHoldThere() throws Exception {
        for (KeyScheme scheme : KeyScheme.values()) {
            var keys = scheme.generate();
            ControlMessage signed = new MessageBuilder(Method.SETUP, "a.b_1.0.0").header("user", "jane")
                    .header("properties", "a=1,b=é").header("filter-port.2", "5").header("filter-port", "4")
                    .build(new MessageSigner(keys.getPrivate()));
            ControlMessage read = RequestCodec.decode(Frame.parse(RequestCodec.encode(ID, throughText(signed))));
            assertTrue(new SignatureVerifier(keys.getPublic()).verify(read), scheme::name);
        }
    }

    @Test
    void shouldEncloseWhatATriggerMayCarryAndNothingElse() throws Exception {
        for (Method method : new Method[]{Method.SETUP, Method.PROBE}) {
            ControlMessage message = new MessageBuilder(method, "a").header("user", "jane").build();
            Frame frame = Frame.parse(RequestCodec.encodeTrigger(ID, message));
            assertEquals(RequestType.TRIGGER, frame.type());
            assertArrayEquals(CanonicalForm.of(message), CanonicalForm.of(RequestCodec.decode(frame)));
        }
        ControlMessage remove = new MessageBuilder(Method.REMOVE, "a").build();
        assertThrows(IllegalArgumentException.class, () -> RequestCodec.encodeTrigger(ID, remove));
        ControlMessage status = new MessageBuilder(Method.STATUS, ControlMessage.NO_MODULE).build();
        assertThrows(IllegalArgumentException.class, () -> RequestCodec.encode(ID, status));
    }

    @Test
    void shouldTakeTheLongestTextThatFitsAndRefuseWhatDoesNot() throws Exception {
        ControlMessage longest = message(15_500);
        Frame frame = Frame.parse(RequestCodec.encode(ID, longest));
        assertArrayEquals(CanonicalForm.of(longest), CanonicalForm.of(RequestCodec.decode(frame)));
        var e = assertThrows(IllegalArgumentException.class, () -> RequestCodec.encode(ID, message(16_400)));
        assertTrue(String.valueOf(e.getMessage()).contains("at most 16380"), e::getMessage);
    }

    private static ControlMessage message(int valueBytes) {
        return new MessageBuilder(Method.SETUP, "a").header("url", "x".repeat(valueBytes)).build();
    }

    private static void refused(String words, Octets bytes) {
        var e = assertThrows(NslpFormatException.class, () -> RequestCodec.decode(Frame.parse(bytes)), words);
        assertTrue(String.valueOf(e.getMessage()).contains(words), e::getMessage);
    }

    private static Octets request(ObjectWriter objects) {
        return Frame.build(RequestType.SETUP, false, 0, ID, objects);
    }

    private static ObjectWriter module() {
        return new ObjectWriter().text(ObjectTypes.MODULE_ID, "a");
    }

    @Test
    void shouldRefuseEverySecondSpelling() {
        int user = HeaderTypes.of("user");
        int ttl = HeaderTypes.of("ttl");
        refused("out of order", request(module().text(user, "u").text(ttl, "1")));
        refused("out of order", request(module().text(user, "u").text(user, "u")));
        refused("a type of its own", request(module().object(ObjectTypes.OTHER_HEADER,
                new ObjectWriter().string("ttl".getBytes(UTF_8)).string("1".getBytes(UTF_8)).pad())));
        refused("more behind its value", request(module().object(user, new ObjectWriter().u16(1).u16(0x7500).u32(0))));
        refused("more behind its value", request(module().object(user, new ObjectWriter().u16(1).u16(0x7501))));
        refused("value of user", request(module().text(user, " u")));
        refused("value of user", request(module().text(user, "u\n")));
        refused("name=", request(module().object(ObjectTypes.OTHER_HEADER,
                new ObjectWriter().string("A".getBytes(UTF_8)).string("1".getBytes(UTF_8)).pad())));
    }

    @Test
    void shouldRefuseWhatIsNoRequest() {
        int user = HeaderTypes.of("user");
        refused("no Module-ID", request(new ObjectWriter().text(user, "u")));
        refused("no Module-ID", request(new ObjectWriter()));
        refused("not a symbolic name", request(new ObjectWriter().text(ObjectTypes.MODULE_ID, "a b")));
        refused("not UTF-8", request(module().object(user, new ObjectWriter().u16(1).u16(0xFF00))));
        refused("shorter than its value", request(module().object(user, new ObjectWriter().u16(3).u16(0))));
        refused("not known here, and mandatory", request(module().object(0x7FF, new ObjectWriter())));
        refused("encloses neither", Frame.build(RequestType.TRIGGER, false, 0, ID,
                new ObjectWriter().header(ObjectTypes.ENCLOSED, 4).u8(4).pad().text(ObjectTypes.MODULE_ID, "a")));
        ObjectWriter many = module();
        for (int i = 0; i < ControlMessage.MAX_HEADERS + 1; i++) {
            many.object(ObjectTypes.OTHER_HEADER,
                    new ObjectWriter().string("%03d".formatted(i).getBytes(UTF_8)).string(new byte[0]).pad());
        }
        refused("more than 64 headers", request(many));
        refused("a response is no request", ResponseStack.first(frame(), entry(), 0));
    }

    private static Frame frame() {
        try {
            return Frame.parse(RequestCodec.encode(ID, message(1)));
        } catch (NslpFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static StackEntry entry() {
        return Messages.entry(new Random(1), 0);
    }

    @Test
    void shouldPassOverObjectsThatMayBe() throws Exception {
        ObjectWriter objects = module().raw(new byte[]{0x47, (byte) 0xFF, 0, 1, 1, 2, 3, 4})
                .text(HeaderTypes.of("user"), "u").raw(new byte[]{(byte) 0x87, (byte) 0xFF, 0, 0});
        ControlMessage read = RequestCodec.decode(Frame.parse(request(objects)));
        assertEquals("u", read.value("user"));
        assertEquals(1, read.headers().size());
    }

    @Test
    void shouldRefuseWhatTextCannotHold() {
        // Short names take less room here than there, and folding takes some there.
        ObjectWriter objects = module();
        objects.text(HeaderTypes.of("module-digest"), "x".repeat(16_300));
        refused("expected at most 16380", request(objects));
    }
}
