package org.netserv.perf;

import java.nio.file.Path;

/** The source tree that the launcher runs from. */
final class SourceRoot {

    private SourceRoot() {}

    static Path path() {
        return Path.of(System.getProperty("netserv.root", ".")).toAbsolutePath().normalize();
    }
}
