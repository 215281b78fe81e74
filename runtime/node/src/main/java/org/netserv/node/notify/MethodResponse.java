package org.netserv.node.notify;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What an XML-RPC server says to a call: that it has taken it, or a fault. What it returns is not looked at.
 *
 * @param fault its code and text; null if the call was taken
 */
record MethodResponse(@Nullable String fault) {
    private static final int MAX_FAULT = 200;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * Reads a whole answer.
     *
     * @throws MalformedException if it is none
     */
    static MethodResponse parse(byte[] bytes) throws MalformedException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            // Of bytes that are no text the JDK's reader tells the standard error output. What matters of an answer is ASCII.
            String text = new String(bytes, StandardCharsets.UTF_8);
            return read(factory.createXMLStreamReader(
                    new StringReader(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)));
        } catch (XMLStreamException | RuntimeException e) { // the JDK's reader has no words for some faults, and fails over that
            throw new MalformedException("its answer is no well formed XML");
        }
    }

    private static MethodResponse read(XMLStreamReader xml) throws XMLStreamException, MalformedException {
        if (!"methodResponse".equals(nextElement(xml))) {
            throw new MalformedException("its answer is not a methodResponse");
        }
        String content = nextElement(xml);
        boolean isFault = "fault".equals(content);
        if (!isFault && !"params".equals(content)) {
            throw new MalformedException("its answer has neither params nor a fault");
        }
        String fault = isFault ? fault(xml) : null;
        while (xml.hasNext()) {
            refuseDtd(xml.next());
        }
        return new MethodResponse(fault);
    }

    /** The name of the next element that begins; null if the one around it, or the document, ends first. */
    private static @Nullable String nextElement(XMLStreamReader xml) throws XMLStreamException, MalformedException {
        while (xml.hasNext()) {
            int event = xml.next();
            refuseDtd(event);
            if (event == XMLStreamConstants.START_ELEMENT) {
                return xml.getLocalName();
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                return null;
            }
        }
        return null;
    }

    private static void refuseDtd(int event) throws MalformedException {
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw new MalformedException("its answer has a DOCTYPE or an entity");
        }
    }

    /** The text of a fault's members, each by the name before it. */
    private static String fault(XMLStreamReader xml) throws XMLStreamException, MalformedException {
        StringBuilder name = new StringBuilder();
        StringBuilder code = new StringBuilder();
        StringBuilder text = new StringBuilder();
        boolean inName = false;
        int depth = 1;
        while (depth > 0) {
            int event = xml.next();
            refuseDtd(event);
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                inName = xml.getLocalName().equals("name");
                if (inName) {
                    name.setLength(0);
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
                inName = false;
            } else if (event == XMLStreamConstants.CHARACTERS) {
                StringBuilder into = inName ? name : "faultCode".contentEquals(name) ? code : text;
                append(into, xml.getText());
            }
        }
        return code.toString().strip() + " " + text.toString().strip();
    }

    private static void append(StringBuilder into, String more) {
        into.append(more, 0, Math.min(more.length(), MAX_FAULT - into.length()));
    }

    /** An answer that is not one: the end of a sentence. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String sentence) {
            super(sentence);
        }
    }
}
