package org.netserv.node.journal;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netserv.node.json.Json;

/** Entries of a {@link Journal} as payloads of a {@link RecordLog}: JSON. */
final class Records {
    private static final String USER = "user";
    private static final String NAME = "name";
    private static final String CURRENT = "current";
    private static final String FORMER = "former";
    private static final String SUSPENDED = "suspended";

    private Records() {}

    /** What identifies an entry. */
    record Key(String user, String name) {
        static Key of(Installed entry) {
            return new Key(entry.user(), entry.name());
        }
    }

    /** What a payload says of a key: its entry, or that there is none any more. */
    sealed interface Change {

        /** Which entry. */
        Key key();

        /** It is there. */
        record Put(Installed entry) implements Change {
            @Override
            public Key key() {
                return Key.of(entry);
            }
        }

        /** It is gone. */
        record Removed(Key key) implements Change {}
    }

    static byte[] put(Installed entry) {
        Map<String, Object> fields = fields(Key.of(entry));
        fields.put(SUSPENDED, entry.suspended());
        fields.put(CURRENT, fields(entry.current()));
        fields.put(FORMER, entry.former().stream().map(Records::fields).toList());
        return bytes(fields);
    }

    static byte[] removed(Key key) {
        return bytes(fields(key));
    }

    /** <b>Errors.</b> {@link IllegalArgumentException} if it is none. */
    static Change parse(byte[] payload) {
        try {
            Map<String, Object> fields = Json.parse(new String(payload, StandardCharsets.UTF_8));
            Key key = new Key(text(fields, USER), text(fields, NAME));
            if (!fields.containsKey(CURRENT)) {
                return new Change.Removed(key);
            }
            return new Change.Put(new Installed(key.user, key.name, version(fields.get(CURRENT)),
                    ((List<?>) fields.getOrDefault(FORMER, List.of())).stream().map(Records::version).toList(),
                    Boolean.TRUE.equals(fields.get(SUSPENDED))));
        } catch (ClassCastException | DateTimeException e) {
            throw new IllegalArgumentException("no record of a journal: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> fields(Key key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(USER, key.user);
        fields.put(NAME, key.name);
        return fields;
    }

    private static Map<String, Object> fields(Installed.Version version) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", version.id());
        fields.put("since", version.since().toString());
        fields.put("ends", version.ends().toString());
        fields.put("digest", version.digest());
        fields.put("message", version.message());
        return fields;
    }

    private static Installed.Version version(Object value) {
        if (!(value instanceof Map<?, ?> fields)) {
            throw new IllegalArgumentException("a version is no object: " + value);
        }
        return new Installed.Version(text(fields, "id"), text(fields, "message"), text(fields, "digest"),
                Instant.parse(text(fields, "since")), Instant.parse(text(fields, "ends")));
    }

    private static String text(Map<?, ?> fields, String name) {
        if (fields.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("no text " + name);
    }

    private static byte[] bytes(Map<String, Object> fields) {
        return Json.compact(fields).getBytes(StandardCharsets.UTF_8);
    }
}
