package org.netserv.dataplane.nfqueue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** A folder of iptables programs that do what a test says. At first they do what the host's do. */
final class Tools {
    private static final List<String> PROGRAMS = List.of("iptables", "iptables-restore", "ip6tables",
            "ip6tables-restore");

    private final Path folder;
    private final String kind;

    /** The programs of the host. */
    Tools(Path folder) throws IOException {
        this(folder, "");
    }

    /** Those of one kind, {@code -nft} or {@code -legacy}. */
    Tools(Path folder, String kind) throws IOException {
        this.folder = folder;
        this.kind = kind;
        restore();
    }

    /** Options of a plane that uses them; a second is all that one may take. */
    Map<String, String> options() {
        return Map.of("iptables-folder", folder.toString(), "iptables-seconds", "1");
    }

    /** One does what a script says. */
    void script(String program, String script) throws IOException {
        Path file = Files.writeString(folder.resolve(program + ".new"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(file, folder.resolve(program), StandardCopyOption.ATOMIC_MOVE);
    }

    /** All do what a script says. */
    void scriptAll(String script) throws IOException {
        for (String program : PROGRAMS) {
            script(program, script);
        }
    }

    /** All do what the host's do, so many seconds later. */
    void slow(int seconds) throws IOException {
        for (String program : PROGRAMS) {
            script(program, "sleep " + seconds + "; " + hosts(program));
        }
    }

    /** None is there any more. */
    void remove() throws IOException {
        for (String program : PROGRAMS) {
            Files.delete(folder.resolve(program));
        }
    }

    /** All do what the host's do. */
    void restore() throws IOException {
        for (String program : PROGRAMS) {
            script(program, hosts(program));
        }
    }

    private String hosts(String program) {
        return "exec " + program.replaceFirst("tables", "tables" + kind) + " \"$@\"";
    }
}
