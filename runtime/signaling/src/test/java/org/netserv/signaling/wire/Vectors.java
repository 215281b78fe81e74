package org.netserv.signaling.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Messages as bytes, from the files beside the tests. */
final class Vectors {
    /** One message, without magic. */
    @SuppressWarnings("ArrayRecordComponent") // nobody writes to it
    record Vector(String name, byte[] message, boolean onStream) {
        @Override
        public String toString() {
            return name;
        }
    }

    private Vectors() {}

    static List<Vector> all() {
        return read("vectors.txt");
    }

    static Vector named(String name) {
        return all().stream().filter(vector -> vector.name.equals(name)).findFirst().orElseThrow();
    }

    /** Blocks of a name and hexadecimal lines, separated by empty lines. */
    static List<Vector> read(String file) {
        List<Vector> vectors = new ArrayList<>();
        String name = "";
        StringBuilder digits = new StringBuilder();
        try (var in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Vectors.class.getResourceAsStream(file), file), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                if (line.isBlank()) {
                    add(vectors, name, digits);
                    name = "";
                    digits.setLength(0);
                } else if (name.isEmpty()) {
                    name = line;
                } else {
                    digits.append(line.replace(" ", ""));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        add(vectors, name, digits);
        return vectors;
    }

    /** Parses with a view of its own. */
    static MessageView view(Vector vector) {
        MessageView view = new MessageView();
        Fault fault = view.parse(MemorySegment.ofArray(vector.message), 0, vector.message.length, vector.onStream);
        if (fault != null) {
            throw new AssertionError(vector + ": " + fault);
        }
        return view;
    }

    private static void add(List<Vector> vectors, String name, StringBuilder digits) {
        if (name.isEmpty()) {
            return;
        }
        boolean onStream = name.endsWith("on-stream");
        String message = onStream ? digits.toString() : digits.substring(2 * MessageHeader.MAGIC_BYTES);
        vectors.add(new Vector(name, HexFormat.of().parseHex(message), onStream));
    }
}
