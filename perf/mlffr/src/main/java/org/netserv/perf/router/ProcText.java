package org.netserv.perf.router;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.netserv.rig.RigException;

/** Reads files of the kernel's: small, made as they are read, and gone with what they are about. */
final class ProcText {

    private ProcText() {}

    /** All of it. <b>Errors.</b> {@link RigException} if it cannot be read. */
    static String read(Path file) {
        try {
            return text(file);
        } catch (IOException e) {
            throw new RigException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** All of it; empty if it is not there, or what it is about has just ended. */
    static String readIfPresent(Path file) {
        try {
            return text(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // ESRCH: a thread that ended between opening and reading.
            return "";
        }
    }

    /**
     * Ids of the processes that {@code /proc} lists, or of the threads that {@code /proc/PID/task} does; none if it is not
     * there, those until then if the process ends meanwhile.
     */
    static List<Long> ids(Path folder) {
        List<Long> ids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "[0-9]*")) {
            for (Path entry : entries) {
                ids.add(Long.valueOf(entry.getFileName().toString()));
            }
        } catch (DirectoryIteratorException | IOException e) {
            return List.copyOf(ids);
        }
        return List.copyOf(ids);
    }

    /** A sysctl has an end after the first read, and that of {@link Files#readString} is of a single byte. */
    private static String text(Path file) throws IOException {
        return String.join("\n", Files.readAllLines(file, StandardCharsets.ISO_8859_1)) + "\n";
    }

    /** The lines of a text that are not blank, without blanks around them. */
    static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /** What blanks separate in a line. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean blank = i == line.length() || line.charAt(i) == ' ' || line.charAt(i) == '\t';
            if (!blank && start < 0) {
                start = i;
            } else if (blank && start >= 0) {
                words.add(line.substring(start, i));
                start = -1;
            }
        }
        return words;
    }
}
