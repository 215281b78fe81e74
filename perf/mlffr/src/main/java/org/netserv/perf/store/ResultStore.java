package org.netserv.perf.store;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.netserv.node.json.Json;
import org.netserv.perf.result.Run;
import org.netserv.rig.RigException;

/** A folder of runs. Runs are added, and never changed: each gets a folder of its own. */
public final class ResultStore {
    private static final String RAW = "raw.json";
    private static final String ENVIRONMENT = "env.json";
    private static final String NOTES = "notes.md";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    /** Runs of one second: more than one come from a test, or from two programs at once. */
    private static final int NAMESAKES = 100;

    private final Path folder;

    /**
     * What a folder holds.
     *
     * @param runs ascending by time
     * @param damaged a sentence for each folder whose run cannot be read
     */
    public record Contents(List<StoredRun> runs, List<String> damaged) {}

    /** The folder need not exist. */
    public ResultStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Adds a run, whole or partial. It appears at once: a reader never sees a part of it.
     *
     * @param notes Markdown
     * @return its folder
     */
    public Path write(Run run, String notes) {
        return write(name(run), run.environment(), RAW, RunJson.write(run), notes);
    }

    /**
     * Adds a measurement of another kind, which {@link #readAll} passes over.
     *
     * @param suite its kind, which its file is called after
     * @param started RFC 3339, UTC
     * @param raw JSON
     * @param notes Markdown
     * @return its folder
     */
    public Path write(String suite, String commit, String started, Map<String, String> environment, String raw,
            String notes) {
        return write(name(suite, commit, started), environment, suite + ".json", raw, notes);
    }

    private Path write(String name, Map<String, String> environment, String file, String raw, String notes) {
        try {
            Files.createDirectories(folder);
            Path staging = Files.createTempDirectory(folder, ".writing-");
            create(staging.resolve(ENVIRONMENT), Json.pretty(new TreeMap<>(environment)) + "\n");
            create(staging.resolve(file), raw);
            create(staging.resolve(NOTES), notes);
            Files.setPosixFilePermissions(staging, PosixFilePermissions.fromString("rwxr-xr-x"));
            return publish(staging, name);
        } catch (IOException e) {
            throw new RigException("The results cannot be written to " + folder + ": " + reason(e) + ".", e);
        }
    }

    /** {@code 20260102-030405-4f1c2aa-full}. */
    static String name(Run run) {
        return name(run.suite(), run.commit(), run.started());
    }

    private static String name(String suite, String treesCommit, String started) {
        String commit = treesCommit.replace("+", "");
        String plain = suite.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
        return TIME.format(Instant.parse(started).atOffset(ZoneOffset.UTC)) + "-"
                + commit.substring(0, Math.min(7, commit.length())) + "-" + plain;
    }

    private Path publish(Path staging, String name) throws IOException {
        for (int i = 1; i < NAMESAKES; i++) {
            Path target = folder.resolve(i == 1 ? name : name + "-" + i);
            if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                // Without REPLACE_EXISTING, and a full folder is never replaced: who comes second fails.
                return Files.move(staging, target);
            }
        }
        throw new FileAlreadyExistsException(folder.resolve(name).toString());
    }

    /** All runs, ascending by time. */
    public Contents readAll() {
        List<StoredRun> runs = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return new Contents(runs, damaged);
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                boolean hidden = entry.getFileName().toString().startsWith(".");
                if (!hidden && Files.exists(entry.resolve(RAW))) {
                    try {
                        runs.add(read(entry));
                    } catch (RigException e) {
                        damaged.add(String.valueOf(e.getMessage()));
                    }
                }
            }
        } catch (IOException e) {
            throw new RigException("The results in " + folder + " cannot be read: " + reason(e) + ".", e);
        }
        return new Contents(List.copyOf(runs), List.copyOf(damaged));
    }

    /**
     * A run by what a user calls it: a path to its folder or its file, the name of a folder in the store, or the
     * beginning of one if only one begins so; {@code latest} is the last.
     */
    public StoredRun find(String name) {
        Path path = Path.of(name);
        if (Files.exists(path)) {
            return read(path);
        }
        List<Path> matches = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                entries.filter(entry -> Files.exists(entry.resolve(RAW))).sorted().forEach(matches::add);
            } catch (IOException e) {
                throw new RigException("The results in " + folder + " cannot be read: " + reason(e) + ".", e);
            }
        }
        if (name.equals("latest") && !matches.isEmpty()) {
            return read(matches.getLast());
        }
        matches.removeIf(match -> !match.getFileName().toString().startsWith(name));
        if (matches.size() == 1) {
            return read(matches.getFirst());
        }
        throw new RigException(matches.isEmpty()
                ? "There is no run " + name + ": neither a file or folder of this name, nor a run in " + folder
                        + " that begins so."
                : "More than one run in " + folder + " begins with " + name + ": "
                        + String.join(", ", matches.stream().map(match -> match.getFileName().toString()).toList())
                        + ".");
    }

    /** A run by its folder, or by a file with the content of {@code raw.json}. */
    public static StoredRun read(Path path) {
        Path file = Files.isDirectory(path) ? path.resolve(RAW) : path;
        try {
            Path notes = path.resolve(NOTES);
            Path name = path.getFileName();
            return new StoredRun(name == null ? path.toString() : name.toString(), RunJson.read(Files.readString(file)),
                    Files.isRegularFile(notes) ? Files.readString(notes) : "");
        } catch (IllegalArgumentException e) {
            throw new RigException(file + " cannot be read as a run: " + firstLine(e) + ".", e);
        } catch (IOException e) {
            throw new RigException(file + " cannot be read: " + reason(e) + ".", e);
        }
    }

    /**
     * Writes a run to one file, for programs.
     *
     * @param file must not exist
     */
    public static void writeFile(Run run, Path file) {
        try {
            create(file, RunJson.write(run));
        } catch (FileAlreadyExistsException e) {
            throw new RigException(file + " is already there and is not overwritten.", e);
        } catch (IOException e) {
            throw new RigException("The results cannot be written to " + file + ": " + reason(e) + ".", e);
        }
    }

    private static void create(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** In words: the messages of most of these exceptions are no more than a path. */
    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case AccessDeniedException denied -> "access to " + denied.getFile() + " is denied";
            case CharacterCodingException _ -> "it is not text in UTF-8";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    }
}
