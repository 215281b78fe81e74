package org.netserv.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.StatusCode;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class MethodCallTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("netserv.root", "../.."), "docs/notification.md");
    private static final Pattern EXAMPLE = Pattern.compile("```xml\n(<\\?xml.*?\n)```", Pattern.DOTALL);
    private static final Pattern LENGTH = Pattern.compile("Content-Length: ([0-9]+)");

    @Test
    void shouldBeTheExampleOfTheDocumentation() throws Exception {
        byte[] call = MethodCall.of(notice("runs until 2026-11-29T13:00:00Z"), "edge1");
        String document = Files.readString(DOCUMENT);
        assertEquals(first(EXAMPLE, document), new String(call, StandardCharsets.UTF_8));
        assertEquals(first(LENGTH, document), Integer.toString(call.length));
    }

    @Test
    void shouldDocumentEachKindOfEvent() throws Exception {
        String table = first(Pattern.compile("## What is told\n(.*?)\n## ", Pattern.DOTALL),
                Files.readString(DOCUMENT));
        List<String> documented = Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE).matcher(table).results()
                .map(row -> row.group(1)).filter(word -> !word.equals("event")).toList();
        assertEquals(Stream.of(ModuleEvent.Kind.values()).map(ModuleEvent.Kind::label).toList(), documented);
    }

    @Test
    void shouldReadAsTheSameTextWhateverItIs() throws Exception {
        String detail = "]]> <b>&amp; \"it's\" ü € 😀 \uFFFD";
        assertEquals(detail, members(detail).get("detail"));
    }

    @Test
    void shouldKeepToCharactersThatXmlHasOnOneLine() throws Exception {
        assertEquals("a b c  d e\uFFFD\uFFFD\uFFFD!", members("a\0b\nc\r\nd\u0085e\uD800\uFFFF\uDC00!").get("detail"));
    }

    @Test
    void shouldLimitTheDetail() throws Exception {
        assertEquals("😀".repeat(1000), members("😀".repeat(1001)).get("detail"));
    }

    private static Map<String, String> members(String detail) throws Exception {
        Document document = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(MethodCall.of(notice(detail), "edge1")));
        Map<String, String> members = new LinkedHashMap<>();
        NodeList found = document.getElementsByTagName("member");
        for (int i = 0; i < found.getLength(); i++) {
            NodeList parts = found.item(i).getChildNodes();
            members.put(parts.item(0).getTextContent(), parts.item(1).getTextContent());
        }
        return members;
    }

    private static Notice notice(String detail) {
        URI url = URI.create("http://publisher.example:8000/netserv?key=1");
        return new Notice("5f0c3c3e-7d0f-4a54-9d1c-7f2d1b7f3a10",
                new ModuleEvent("janedoe", "NetServ.apps.KeepAlive_1.0.0", ModuleEvent.Kind.INSTALLED, StatusCode.DONE,
                        detail, Instant.parse("2026-11-29T12:00:00.9Z"), url),
                url);
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        Assertions.assertTrue(matcher.find(), pattern.pattern());
        return matcher.group(1);
    }
}
