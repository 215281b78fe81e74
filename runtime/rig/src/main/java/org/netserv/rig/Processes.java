package org.netserv.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Processes by their ids. */
public final class Processes {

    /** After the closing parenthesis of the name: a process that has ended but whose parent has not asked for it. */
    private static final Pattern ENDED = Pattern.compile("\\) [ZX] ");

    private Processes() {}

    /** Whether there is one, and it has not ended. */
    public static boolean isAlive(long pid) {
        try {
            return !ENDED.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "stat"))).find();
        } catch (IOException e) {
            return false;
        }
    }
}
