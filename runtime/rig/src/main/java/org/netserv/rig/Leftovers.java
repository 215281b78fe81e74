package org.netserv.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Namespaces of processes that are gone: found by the process id in their names. */
final class Leftovers {

    static final Pattern NAME = Pattern.compile("ns-([a-z0-9]{1,16})-([0-9]+)-([0-9]+)-([a-z0-9]{1,16})");

    private static final Path FOLDER = Path.of("/run/netns");

    private Leftovers() {}

    /** Names of all namespaces made by a rig, by whomever. */
    static List<String> list() {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (var files = Files.newDirectoryStream(FOLDER)) {
            List<String> names = new ArrayList<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            names.removeIf(name -> !NAME.matcher(name).matches());
            Collections.sort(names);
            return List.copyOf(names);
        } catch (IOException e) {
            throw new RigException("cannot list " + FOLDER + ": " + e.getMessage(), e);
        }
    }

    /** Removes those whose maker is gone, with the processes in them. */
    static List<String> remove() {
        List<String> removed = new ArrayList<>();
        for (String name : list()) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches() && !Processes.isAlive(Long.parseLong(matcher.group(2)))) {
                Namespace.delete(name);
                removed.add(name);
            }
        }
        return List.copyOf(removed);
    }
}
