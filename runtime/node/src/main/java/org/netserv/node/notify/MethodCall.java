package org.netserv.node.notify;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A notice as an XML-RPC method call.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Source.</b> xmlrpc.com/spec; docs/notification.md has an example, byte for byte.
 */
final class MethodCall {
    static final String METHOD = "netserv.notify";
    private static final int MAX_DETAIL = 1000;
    private static final int REPLACEMENT = 0xFFFD;
    /** XML-RPC's own form of ISO 8601, which names no zone. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HH:mm:ss")
            .withZone(ZoneOffset.UTC);

    private final XMLStreamWriter xml;

    private MethodCall(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** The call's bytes, UTF-8. */
    static byte[] of(Notice notice, String nodeId) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes,
                    StandardCharsets.UTF_8.name());
            new MethodCall(xml).write(notice, nodeId);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private void write(Notice notice, String nodeId) throws XMLStreamException {
        ModuleEvent event = notice.event();
        xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
        newLine();
        xml.writeStartElement("methodCall");
        newLine();
        element("methodName", METHOD);
        newLine();
        open("params", "param", "value", "struct");
        newLine();
        member("id", "string", notice.id());
        member("node-id", "string", nodeId);
        member("user", "string", event.user());
        member("module", "string", event.module());
        member("event", "string", event.kind().label());
        member("code", "int", Integer.toString(event.code().code()));
        member("detail", "string", printable(event.detail()));
        member("time", "dateTime.iso8601", TIME.format(event.at()));
        close("params", "param", "value", "struct");
        newLine();
        xml.writeEndElement();
        newLine();
        xml.writeEndDocument();
    }

    private void member(String name, String type, String value) throws XMLStreamException {
        xml.writeStartElement("member");
        element("name", name);
        xml.writeStartElement("value");
        element(type, value);
        close("member", "value");
        newLine();
    }

    private void element(String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private void open(String... names) throws XMLStreamException {
        for (String name : names) {
            xml.writeStartElement(name);
        }
    }

    private void close(String... opened) throws XMLStreamException {
        for (int i = 0; i < opened.length; i++) {
            xml.writeEndElement();
        }
    }

    private void newLine() throws XMLStreamException {
        xml.writeCharacters("\n");
    }

    /** One line of characters that XML has. */
    private static String printable(String text) {
        return text.codePoints().limit(MAX_DETAIL).map(MethodCall::printable)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static int printable(int c) {
        boolean isNoCharacter = (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF;
        return Character.isISOControl(c) ? ' ' : isNoCharacter ? REPLACEMENT : c;
    }
}
