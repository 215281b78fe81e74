package org.netserv.perf.router;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Files of the kernel's, as they were read once; figures changed where all were 0. */
final class Samples {

    private Samples() {}

    static String read(String name) throws IOException {
        try (InputStream file = Samples.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalArgumentException("name=" + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
