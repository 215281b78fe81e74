package org.netserv.node.message;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one message's headers. An empty value counts as none.
 *
 * <p><b>Errors.</b> 400 with the line for a value that makes no sense, 501 for one that makes sense elsewhere.
 */
final class HeaderValues {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,10}");
    private static final Pattern RFC3339 = Pattern
            .compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");
    private static final Pattern PROPERTY_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern DIGEST = Pattern.compile("([A-Za-z0-9-]+):([0-9A-Fa-f]+)");
    private static final int SHA256_HEX = 64;

    private final ControlMessage message;

    HeaderValues(ControlMessage message) {
        this.message = message;
    }

    /** The value, or null if it is missing or empty. */
    @Nullable
    String text(String name) {
        String value = message.value(name);
        return value.isEmpty() ? null : value;
    }

    /** Reads a value by a function whose IllegalArgumentException is the sentence. */
    <T> @Nullable T parsed(String name, Reader<T> reader) throws ControlMessageException {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            return reader.read(value);
        } catch (IllegalArgumentException e) {
            throw malformed(name, String.valueOf(e.getMessage()));
        }
    }

    /** A whole number. */
    long number(String name, long min, long max, long absent) throws ControlMessageException {
        String value = text(name);
        if (value == null) {
            return absent;
        }
        if (NUMBER.matcher(value).matches()) {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw malformed(name, Names.quote(value) + ": expected a whole number from " + min + " to " + max);
    }

    /** One of the words that the protocol knows; 501 if this node does not support it. */
    @Nullable
    String word(String name, Set<String> known, Set<String> supported) throws ControlMessageException {
        String value = text(name);
        if (value == null || supported.contains(value)) {
            return value;
        }
        if (known.contains(value)) {
            throw unsupported(name, Names.quote(value) + " is not supported by this node: it supports "
                    + String.join(", ", supported.stream().sorted().toList()));
        }
        throw malformed(name,
                Names.quote(value) + ": expected one of " + String.join(", ", known.stream().sorted().toList()));
    }

    /** A value that a node may be unable to use at all. */
    @Nullable
    String optional(String name, Capabilities capabilities) throws ControlMessageException {
        String value = text(name);
        if (value != null && !capabilities.optionalHeaders().contains(name)) {
            throw unsupported(name, "this node does not support the header: expected it empty or left out");
        }
        return value;
    }

    @Nullable
    Instant instant(String name) throws ControlMessageException {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            if (RFC3339.matcher(value).matches()) {
                return OffsetDateTime.parse(value).toInstant();
            }
        } catch (DateTimeException e) {
            // a month 13, for example: said below
        }
        throw malformed(name, Names.quote(value) + ": expected an instant such as 2026-01-31T12:00:00Z");
    }

    @Nullable
    URI uri(String name, Set<String> schemes) throws ControlMessageException {
        String value = text(name);
        if (value == null) {
            return null;
        }
        URI uri;
        try {
            uri = new URI(value);
        } catch (URISyntaxException e) {
            throw malformed(name, Names.quote(value) + ": expected a URL");
        }
        String scheme = uri.getScheme();
        if (scheme == null || uri.isOpaque()) {
            throw malformed(name, Names.quote(value) + ": expected an absolute URL, http://host/path for example");
        }
        if (!schemes.contains(scheme.toLowerCase(Locale.ROOT))) {
            throw unsupported(name, "scheme " + Names.quote(scheme) + " is not supported by this node: it supports "
                    + String.join(", ", schemes.stream().sorted().toList()));
        }
        if (uri.getHost() == null && !scheme.equalsIgnoreCase("file")) {
            throw malformed(name, Names.quote(value) + ": expected a URL with a host");
        }
        return uri;
    }

    /** The hex digits of {@code sha-256:hex}, in lower case. */
    @Nullable
    String digest(String name, Set<String> algorithms) throws ControlMessageException {
        String value = text(name);
        if (value == null) {
            return null;
        }
        var matcher = DIGEST.matcher(value);
        if (!matcher.matches()) {
            throw malformed(name, Names.quote(value) + ": expected sha-256:hex");
        }
        String algorithm = matcher.group(1).toLowerCase(Locale.ROOT);
        if (!algorithms.contains(algorithm)) {
            throw unsupported(name,
                    "algorithm " + Names.quote(algorithm) + " is not supported by this node: it supports "
                            + String.join(", ", algorithms.stream().sorted().toList()));
        }
        if (algorithm.equals("sha-256") && matcher.group(2).length() != SHA256_HEX) {
            throw malformed(name,
                    "the digest has " + matcher.group(2).length() + " hex digits: expected " + SHA256_HEX);
        }
        return matcher.group(2).toLowerCase(Locale.ROOT);
    }

    /** {@code k=v} pairs with commas between, in their order. */
    Map<String, String> properties(String name) throws ControlMessageException {
        Map<String, String> properties = new LinkedHashMap<>();
        String value = text(name);
        if (value == null) {
            return properties;
        }
        for (String pair : value.split(",", -1)) {
            int equals = pair.indexOf('=');
            String key = Header.trim(equals < 0 ? "" : pair.substring(0, equals));
            if (!PROPERTY_NAME.matcher(key).matches()) {
                throw malformed(name, Names.quote(pair)
                        + " is not a property: expected key=value, the key of 1 to 64 letters, digits and _ . -");
            }
            if (properties.put(key, Header.trim(pair.substring(equals + 1))) != null) {
                throw malformed(name, "property " + key + " is there twice");
            }
        }
        return properties;
    }

    ControlMessageException malformed(String name, String what) {
        return ControlMessageException.refused(StatusCode.MALFORMED, line(name), "header " + name + ": " + what);
    }

    ControlMessageException unsupported(String name, String what) {
        return ControlMessageException.refused(StatusCode.UNSUPPORTED, line(name), "header " + name + ": " + what);
    }

    private int line(String name) {
        Header header = message.header(name);
        return header == null ? 0 : header.line();
    }

    /** Turns text into a value. */
    interface Reader<T> {
        /** Throws IllegalArgumentException with the sentence. */
        T read(String text);
    }
}
