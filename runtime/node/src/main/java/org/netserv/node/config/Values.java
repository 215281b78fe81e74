package org.netserv.node.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.Names;
import org.netserv.node.net.Prefix;
import org.netserv.node.sandbox.Quota;

/** Reads attributes and texts; what does not read becomes a problem and a stand-in value. */
final class Values {

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int MAX_PORT = 65_535;

    private final Problems problems;

    Values(Problems problems) {
        this.problems = problems;
    }

    /** An attribute that must be there; empty if it is not, which the schema reports. */
    static String text(Element element, String attribute) {
        return element.attributes().getOrDefault(attribute, "");
    }

    /** The attribute {@code name} of a plane or option. */
    String name(Element element) {
        String text = text(element, "name");
        if (element.attributes().containsKey("name") && !NAME.matcher(text).matches()) {
            problems.add(element, "name=" + Names.quote(text) + ": expected 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        return text;
    }

    boolean flag(Element element, String attribute, boolean absent) {
        String text = element.attributes().get(attribute);
        if (text == null) {
            return absent;
        }
        if (!text.equals("true") && !text.equals("false")) {
            problems.add(element, attribute + "=" + Names.quote(text) + ": expected true or false");
        }
        return text.equals("true");
    }

    long number(Element element, String attribute, long min, long max, long absent) {
        String text = element.attributes().get(attribute);
        return text == null ? absent : number(element, attribute + "=", text, min, max, absent);
    }

    /** A number from 1 on, or {@code unlimited}. */
    long rate(Element element, String attribute, long max, long absent) {
        String text = element.attributes().get(attribute);
        if (text == null) {
            return absent;
        }
        if (text.strip().equals("unlimited")) {
            return Quota.UNLIMITED;
        }
        return number(element, attribute + "=", text, 1, max, absent, ", or unlimited");
    }

    int port(Element element, String attribute) {
        return (int) number(element, attribute, 1, MAX_PORT, Configuration.NO_PORT);
    }

    int portOf(Element element) {
        return (int) number(element, "", element.text().toString().strip(), 1, MAX_PORT, Configuration.NO_PORT);
    }

    private long number(Element element, String label, String text, long min, long max, long standIn) {
        return number(element, label, text, min, max, standIn, "");
    }

    private long number(Element element, String label, String text, long min, long max, long standIn, String orElse) {
        if (NUMBER.matcher(text.strip()).matches()) {
            long number = Long.parseLong(text.strip());
            if (number >= min && number <= max) {
                return number;
            }
        }
        problems.add(element, label + Names.quote(text) + ": expected a whole number from " + min + " to " + max
                + orElse);
        return standIn;
    }

    @Nullable
    Prefix prefix(Element element, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Prefix.parse(text.strip());
        } catch (IllegalArgumentException e) {
            problems.add(element, String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Prefixes with white space between them; none if the attribute is left out. */
    List<Prefix> prefixes(Element element, String attribute) {
        List<Prefix> prefixes = new ArrayList<>();
        for (String text : element.attributes().getOrDefault(attribute, "").strip().split("\\s+", -1)) {
            Prefix prefix = text.isEmpty() ? null : prefix(element, text);
            if (prefix != null) {
                prefixes.add(prefix);
            }
        }
        return prefixes;
    }

    /** One of these words. */
    String word(Element element, String attribute, List<String> words, String absent) {
        String text = element.attributes().getOrDefault(attribute, absent);
        if (!words.contains(text)) {
            problems.add(element,
                    attribute + "=" + Names.quote(text) + ": expected one of " + String.join(", ", words));
        }
        return text;
    }

    /** An absolute, normalised path. */
    Path path(Element element, String attribute, Path base, String absent) {
        String text = element.attributes().getOrDefault(attribute, absent);
        try {
            return base.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            problems.add(element, attribute + "=" + Names.quote(text) + " is not a path");
            return base;
        }
    }
}
