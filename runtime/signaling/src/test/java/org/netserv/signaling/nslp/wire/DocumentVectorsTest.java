package org.netserv.signaling.nslp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netserv.node.message.CanonicalForm;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageParser;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.SignatureVerifier;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.Octets;

/** The specification's own examples, in both directions. */
class DocumentVectorsTest {
    static List<DocumentVectors.Vector> requests() {
        return DocumentVectors.requests();
    }

    static List<DocumentVectors.Vector> responses() {
        return DocumentVectors.responses();
    }

    @Test
    void shouldHaveAllKindsOfMessages() {
        assertEquals(4, requests().size());
        assertEquals(3, responses().size());
    }

    @ParameterizedTest
    @MethodSource("requests")
    void shouldWriteAndReadRequests(DocumentVectors.Vector vector) throws Exception {
        Frame frame = Frame.parse(vector.bytes());
        String[] text = vector.text().split("\n", 2);
        RequestId id = frame.id();
        assertEquals(text[0], "id=%08x epoch=%s sequence=%s".formatted(id.id(), Integer.toUnsignedString(id.epoch()),
                Integer.toUnsignedString(id.sequence())));
        ControlMessage written = parse(text[1]);
        ControlMessage read = RequestCodec.decode(frame);
        assertEquals(canonical(written), canonical(read));
        assertEquals(vector.bytes(), frame.type() == RequestType.TRIGGER ? RequestCodec.encodeTrigger(id, written)
                : RequestCodec.encode(id, written));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void shouldHaveSignaturesThatHoldForTheBytesAlone(DocumentVectors.Vector vector) throws Exception {
        SignatureVerifier verifier = new SignatureVerifier(KeyFiles.parsePublic(DocumentVectors.publicKey()));
        ControlMessage read = RequestCodec.decode(Frame.parse(vector.bytes()));
        assertTrue(verifier.verify(read));
        assertFalse(verifier.verify(read.with("user", "john")));
    }

    @ParameterizedTest
    @MethodSource("responses")
    void shouldWriteAndReadResponses(DocumentVectors.Vector vector) throws Exception {
        Frame frame = Frame.parse(vector.bytes());
        List<StackEntry> entries = ResponseStack.entries(frame);
        assertEquals(vector.text(), text(frame, entries));
        ObjectWriter objects = new ObjectWriter();
        entries.forEach(entry -> entry.write(objects));
        assertEquals(vector.bytes(), Frame.build(frame.type(), true, frame.flags(), frame.id(), objects));
        if (entries.size() == 2) {
            Octets begun = ResponseStack.first(frame, entries.getFirst(), frame.flags());
            assertEquals(vector.bytes(), ResponseStack.push(Frame.parse(begun), entries.getLast()));
        }
    }

    private static String text(Frame frame, List<StackEntry> entries) {
        StringBuilder text = new StringBuilder();
        text.append("%s response flags=%d id=%08x epoch=%s sequence=%s%n".formatted(frame.type(), frame.flags(),
                frame.id().id(), Integer.toUnsignedString(frame.id().epoch()),
                Integer.toUnsignedString(frame.id().sequence())));
        for (StackEntry entry : entries) {
            text.append("node-id=%s addresses=%s result=%s code=%d shortened=%s%n".formatted(entry.nodeId(),
                    entry.addresses().stream().map(IpAddress::toString).collect(Collectors.joining(",")),
                    entry.result(), entry.code(), entry.isShortened() ? "yes" : "no"));
            text.append(entry.module().isEmpty() ? "" : "  module=" + entry.module() + "\n");
            text.append(entry.detail().isEmpty() ? "" : "  detail=" + entry.detail() + "\n");
            entry.data().lines().forEach(line -> text.append("  data=").append(line).append('\n'));
        }
        return text.toString();
    }

    private static String canonical(ControlMessage message) {
        return new String(CanonicalForm.of(message), StandardCharsets.UTF_8);
    }

    private static ControlMessage parse(String text) throws Exception {
        ControlMessage message = new ControlMessageParser(
                new ByteArrayInputStream((text + "\n").getBytes(StandardCharsets.UTF_8))).read();
        assertNotNull(message);
        return message;
    }
}
