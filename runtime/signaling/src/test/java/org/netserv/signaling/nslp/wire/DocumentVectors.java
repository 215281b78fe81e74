package org.netserv.signaling.nslp.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.netserv.signaling.wire.Octets;

/** The vectors of {@code docs/nslp.md}. They were made by another program, from the document. */
final class DocumentVectors {
    private static final Path DOCUMENT = Path.of(System.getProperty("netserv.root", "../.."), "docs", "nslp.md");
    private static final Pattern VECTOR = Pattern
            .compile("#### (.+)\n\n```text\n([^`]*)```\n\n```hex\n([0-9a-f \n]+)\n```");
    private static final Pattern KEY = Pattern.compile("```pem\n([^`]*)```");

    /** @param text what the bytes mean */
    record Vector(String name, String text, Octets bytes) {
        @Override
        public String toString() {
            return name;
        }
    }

    private DocumentVectors() {}

    static List<Vector> all() {
        List<Vector> vectors = new ArrayList<>();
        Matcher matcher = VECTOR.matcher(document());
        while (matcher.find()) {
            vectors.add(new Vector(matcher.group(1), matcher.group(2),
                    Octets.ofHex(matcher.group(3).replaceAll("\\s", ""))));
        }
        return vectors;
    }

    static List<Vector> requests() {
        return all().stream().filter(vector -> vector.text.startsWith("id=")).toList();
    }

    static List<Vector> responses() {
        return all().stream().filter(vector -> !vector.text.startsWith("id=")).toList();
    }

    static String publicKey() {
        Matcher matcher = KEY.matcher(document());
        if (!matcher.find()) {
            throw new AssertionError("no key in " + DOCUMENT);
        }
        return matcher.group(1);
    }

    private static String document() {
        try {
            return Files.readString(DOCUMENT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
