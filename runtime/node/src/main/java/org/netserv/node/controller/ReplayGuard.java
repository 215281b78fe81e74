package org.netserv.node.controller;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which signed messages have been taken, until they expire, on disk before it says so.
 *
 * <pre>
 *   replay.log, one line a message:   expires SP accepted SP user SP nonce SP sha-256 of the canonical form LF
 * </pre>
 *
 * <p>A last line without its end is what a crash left of a message that was never answered: it is cut off. What has
 * expired is left out when the file is rewritten, at start and whenever it has doubled; but for the latest message, by
 * which the clock is judged.
 *
 * <p><b>Thread.</b> Any, one at a time.
 */
public final class ReplayGuard implements AutoCloseable {
    private static final int REWRITE_AT_LEAST = 1_000;

    private final Path file;
    private final Clock clock;
    private final Map<String, Entry> entries = new HashMap<>();
    private FileChannel log;
    private @Nullable Entry latest;
    private int lines;
    private int linesOfRewrite;

    /** Reads what is remembered; makes the file if there is none. */
    public ReplayGuard(Path file, Clock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        if (Files.exists(file)) {
            load();
        }
        log = rewrite();
    }

    /**
     * Takes a message if it is new.
     *
     * @param digest of the message's canonical form, in hex
     * @param expires when it may be forgotten
     */
    public synchronized Outcome take(String user, String nonce, String digest, Instant expires) throws IOException {
        Instant now = clock.instant();
        Entry known = entries.get(user + " " + nonce);
        if (known != null && known.expires.isAfter(now)) {
            return known.digest.equals(digest) ? Outcome.IDENTICAL : Outcome.REUSED_NONCE;
        }
        Entry entry = new Entry(expires, now, user, nonce, digest);
        long end = log.position();
        try {
            append(log, entry);
            log.force(false);
        } catch (IOException e) {
            // The next line must not follow half of this one.
            log.truncate(end);
            throw e;
        }
        lines++;
        remember(entry);
        if (lines > Math.max(REWRITE_AT_LEAST, 2 * linesOfRewrite)) {
            FileChannel old = log;
            log = rewrite();
            old.close();
        }
        return Outcome.NEW;
    }

    /** When the latest message was taken: a clock that is behind this cannot be trusted. */
    public synchronized Instant latest() {
        return latest == null ? Instant.MIN : latest.accepted;
    }

    private void remember(Entry entry) {
        entries.put(entry.user + " " + entry.nonce, entry);
        if (latest == null || !entry.accepted.isBefore(latest.accepted)) {
            latest = entry;
        }
    }

    private void load() throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is damaged: expected UTF-8 text", e);
        }
        int line = 0;
        for (String row : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            line++;
            remember(parse(row, line));
        }
    }

    private Entry parse(String row, int line) throws IOException {
        String[] fields = row.split(" ", -1);
        try {
            if (fields.length == 5) {
                return new Entry(Instant.parse(fields[0]), Instant.parse(fields[1]), fields[2], fields[3], fields[4]);
            }
        } catch (DateTimeParseException e) {
            throw new IOException(file + ":" + line + " is damaged: " + e.getMessage(), e);
        }
        throw new IOException(file + ":" + line + " is damaged: expected 5 fields, found " + fields.length);
    }

    private FileChannel rewrite() throws IOException {
        Instant now = clock.instant();
        entries.values().removeIf(entry -> !entry.expires.isAfter(now) && !entry.equals(latest));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        List<Entry> kept = new ArrayList<>(entries.values());
        FileChannel channel = FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        for (Entry entry : kept) {
            append(channel, entry);
        }
        channel.force(true);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(Objects.requireNonNull(file.toAbsolutePath().getParent()),
                StandardOpenOption.READ)) {
            folder.force(true);
        }
        lines = kept.size();
        linesOfRewrite = lines;
        return channel;
    }

    private static void append(FileChannel channel, Entry entry) throws IOException {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join(" ", entry.expires.toString(),
                entry.accepted.toString(), entry.user, entry.nonce, entry.digest) + "\n");
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }

    /** What is known of a message. */
    public enum Outcome {
        /** Seen for the first time; it is remembered from now on. */
        NEW,
        /** The very same bytes were taken before. */
        IDENTICAL,
        /** Another message of this user had this nonce. */
        REUSED_NONCE
    }

    private record Entry(Instant expires, Instant accepted, String user, String nonce, String digest) {}
}
