package org.netserv.node.config;

import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.validation.ValidatorHandler;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Turns bytes into elements that know their lines, and checks them against {@code netserv.xsd} on the way. DOCTYPE is
 * refused, so that there are no entities; nothing outside the bytes is read.
 */
final class XmlReader extends DefaultHandler {

    private static final String DISALLOW_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
    private static final Pattern RULE_NAME = Pattern.compile("^[a-z]+-[A-Za-z0-9.-]+: ");
    /** Rules about which elements and attributes there are; the others are about their values. */
    private static final Pattern STRUCTURE = Pattern.compile("cvc-(complex-type|elt)\\.");
    private static final Schema SCHEMA = schema();

    private final Findings findings;
    private final ValidatorHandler validator = SCHEMA.newValidatorHandler();
    private final Deque<Element> open = new ArrayDeque<>();
    private @Nullable Element root;
    private @Nullable Locator locator;

    private XmlReader(Findings findings) {
        this.findings = findings;
    }

    /**
     * Reads a whole document.
     *
     * @return its root, or null if it is no well formed XML: {@code fatal} says why
     */
    static @Nullable Element read(byte[] xml, Findings findings) {
        XmlReader handler = new XmlReader(findings);
        try {
            SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature(DISALLOW_DOCTYPE, true);
            XMLReader reader = factory.newSAXParser().getXMLReader();
            handler.validator.setErrorHandler(handler);
            reader.setContentHandler(handler);
            reader.setErrorHandler(handler);
            reader.parse(new InputSource(new ByteArrayInputStream(xml)));
            return handler.root;
        } catch (SAXParseException e) {
            findings.fatal.add(Math.max(0, e.getLineNumber()), handler.current(), sentence(e));
        } catch (CharConversionException e) {
            findings.fatal.add(handler.line(), handler.current(), "bytes that are not in the file's encoding");
        } catch (IOException | SAXException | ParserConfigurationException e) {
            findings.fatal.add(handler.line(), handler.current(), "no well formed XML: " + e.getMessage());
        }
        return null;
    }

    @Override
    public void setDocumentLocator(Locator documentLocator) {
        locator = documentLocator;
        validator.setDocumentLocator(documentLocator);
    }

    @Override
    public void startDocument() throws SAXException {
        validator.startDocument();
    }

    @Override
    public void endDocument() throws SAXException {
        validator.endDocument();
    }

    @Override
    public void startPrefixMapping(String prefix, String uri) throws SAXException {
        validator.startPrefixMapping(prefix, uri);
    }

    @Override
    public void endPrefixMapping(String prefix) throws SAXException {
        validator.endPrefixMapping(prefix);
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) throws SAXException {
        Element element = new Element(qName, line());
        for (int i = 0; i < attributes.getLength(); i++) {
            element.attributes().put(attributes.getQName(i), attributes.getValue(i));
        }
        Element parent = open.peek();
        if (parent == null) {
            root = element;
        } else {
            parent.children().add(element);
        }
        open.push(element);
        validator.startElement(uri, localName, qName, attributes);
    }

    @Override
    public void endElement(String uri, String localName, String qName) throws SAXException {
        validator.endElement(uri, localName, qName);
        open.pop();
    }

    @Override
    public void characters(char[] chars, int start, int length) throws SAXException {
        Element element = open.peek();
        if (element != null) {
            element.text().append(chars, start, length);
        }
        validator.characters(chars, start, length);
    }

    @Override
    public void ignorableWhitespace(char[] chars, int start, int length) throws SAXException {
        characters(chars, start, length);
    }

    /** What the schema finds; the reading goes on. */
    @Override
    public void error(SAXParseException e) {
        Element element = open.peek();
        Problems kind = STRUCTURE.matcher(String.valueOf(e.getMessage())).lookingAt()
                ? findings.structure
                : findings.values;
        kind.add(element == null ? Math.max(0, e.getLineNumber()) : element.line(), current(), sentence(e));
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
        throw e;
    }

    private String current() {
        Element element = open.peek();
        return element == null ? "" : element.name();
    }

    private int line() {
        Locator known = locator;
        return known == null ? 0 : Math.max(0, known.getLineNumber());
    }

    private static String sentence(SAXParseException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains(DISALLOW_DOCTYPE)
                ? "DOCTYPE is not allowed"
                : RULE_NAME.matcher(message).replaceFirst("");
    }

    private static Schema schema() {
        try {
            SchemaFactory factory = SchemaFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            try (var in = Objects.requireNonNull(XmlReader.class.getResourceAsStream("netserv.xsd"), "netserv.xsd")) {
                return factory.newSchema(new StreamSource(in));
            }
        } catch (IOException | SAXException e) {
            throw new IllegalStateException("netserv.xsd", e);
        }
    }

    /**
     * What was found.
     *
     * @param fatal why it is no well formed XML
     * @param structure elements and attributes that are missing or should not be there
     * @param values texts of another type
     */
    record Findings(Problems fatal, Problems structure, Problems values) {}
}
