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
import org.netserv.node.journal.ReservedFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers which signed messages have been taken, until they expire, on disk before it says so.
 *
 * <pre>
 *   replay.log, one line a message:   expires SP accepted SP user SP nonce SP sha-256 of the canonical form LF
 * </pre>
 *
 * <p>Behind the last line there are zeros, the reserve of a {@link ReservedFile}: a full disk does not keep a REMOVE from being taken.
 * A last line without its end is what a crash left of a message that was never answered: it is cut off. What has
 * expired is left out when the file is rewritten, at start and whenever it has doubled; but for the latest message, by
 * which the clock is judged.
 *
 * <p><b>Thread.</b> Any, one at a time.
 */
public final class ReplayGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayGuard.class);
    private static final int REWRITE_AT_LEAST = 1_000;

    private final Path file;
    private final Clock clock;
    private final Map<String, Entry> entries = new HashMap<>();
    private ReservedFile log;
    private @Nullable Entry latest;
    private int lines;
    private int linesOfRewrite;

    /** Reads what is remembered; makes the file if there is none. */
    public ReplayGuard(Path file, Clock clock) throws IOException {
        this.file = file;
        this.clock = clock;
        long end = Files.exists(file) ? load() : 0;
        log = open(end);
    }

    /** A full disk does not keep a node from starting: then the file stays as it is. */
    private ReservedFile open(long end) throws IOException {
        try {
            return rewrite();
        } catch (IOException e) {
            if (!Files.exists(file)) {
                throw e;
            }
            LOG.warn("{} could not be written anew: {}", file, e.toString());
            linesOfRewrite = lines;
            return new ReservedFile(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE), end,
                    false);
        }
    }

    /**
     * Takes a message if it is new.
     *
     * @param digest of the message's canonical form, in hex
     * @param expires when it may be forgotten
     * @param removes whether it takes something away: then it is taken on a full disk, too
     * @throws IOException if it is not on disk; then it is not taken
     */
    public synchronized Outcome take(String user, String nonce, String digest, Instant expires, boolean removes)
            throws IOException {
        Instant now = clock.instant();
        Entry known = entries.get(user + " " + nonce);
        if (known != null && known.expires.isAfter(now)) {
            return known.digest.equals(digest) ? Outcome.IDENTICAL : Outcome.REUSED_NONCE;
        }
        Entry entry = new Entry(expires, now, user, nonce, digest);
        if (removes) {
            log.appendRemoval(entry.line());
        } else {
            log.append(entry.line());
        }
        lines++;
        remember(entry);
        rewriteIfDue();
        return Outcome.NEW;
    }

    private void rewriteIfDue() {
        if (lines <= Math.max(REWRITE_AT_LEAST, 2 * linesOfRewrite)) {
            return;
        }
        try {
            ReservedFile old = log;
            log = rewrite();
            old.close();
        } catch (IOException e) {
            // What there is goes on being right, and longer.
            linesOfRewrite = lines;
        }
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

    /** Returns where the last line ends. */
    private long load() throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is damaged: expected UTF-8 text", e);
        }
        int zeros = text.indexOf('\0');
        String whole = text.substring(0, text.lastIndexOf('\n', zeros < 0 ? text.length() : zeros) + 1);
        for (String row : whole.lines().toList()) {
            lines++;
            remember(parse(row, lines));
        }
        return whole.getBytes(StandardCharsets.UTF_8).length;
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

    private ReservedFile rewrite() throws IOException {
        Instant now = clock.instant();
        entries.values().removeIf(entry -> !entry.expires.isAfter(now) && !entry.equals(latest));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        List<Entry> kept = new ArrayList<>(entries.values());
        ReservedFile written = new ReservedFile(FileChannel.open(next, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE), 0, true);
        try {
            for (Entry entry : kept) {
                written.write(entry.line());
            }
            written.finish();
        } catch (IOException e) {
            written.close();
            Files.deleteIfExists(next);
            throw e;
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(Objects.requireNonNull(file.toAbsolutePath().getParent()),
                StandardOpenOption.READ)) {
            folder.force(true);
        }
        lines = kept.size();
        linesOfRewrite = lines;
        return written;
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

    private record Entry(Instant expires, Instant accepted, String user, String nonce, String digest) {
        ByteBuffer line() {
            return StandardCharsets.UTF_8
                    .encode(String.join(" ", expires.toString(), accepted.toString(), user, nonce, digest) + "\n");
        }
    }
}
