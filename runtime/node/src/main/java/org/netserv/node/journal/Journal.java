package org.netserv.node.journal;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is installed, on disk before it says so: a map of entries, each change of which is a record of a {@link RecordLog}.
 *
 * <p>The file is written anew, in order, when it is opened and whenever it has doubled. A damaged one is kept aside
 * then, as {@code NAME.damaged}.
 *
 * <p><b>Thread.</b> Any, one call at a time.
 */
public final class Journal implements AutoCloseable {
    private static final long REWRITE_AT_LEAST_BYTES = 1 << 20;

    private final Path file;
    private final Map<Records.Key, Installed> entries = new LinkedHashMap<>();
    private final List<String> damages = new ArrayList<>();
    private RecordLog log;
    private long rewriteAtBytes;

    private Journal(Path file) throws IOException {
        this.file = file;
        log = RecordLog.open(file, this::take);
        damages.addAll(log.damages());
    }

    /**
     * Reads what there is; makes the file if there is none.
     *
     * @throws IOException if it cannot be read; then nothing has changed
     */
    public static Journal open(Path file) throws IOException {
        Journal journal;
        try {
            journal = new Journal(file);
        } catch (IOException e) {
            String reason = e instanceof FileSystemException system && system.getReason() != null ? system.getReason()
                    : e.toString();
            throw new IOException("the journal " + file + " cannot be used: " + reason, e);
        }
        journal.tidy();
        return journal;
    }

    /** A full disk does not keep a node from starting. */
    private void tidy() {
        try {
            if (!damages.isEmpty()) {
                Files.copy(file, file.resolveSibling(file.getFileName() + ".damaged"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            rewrite();
        } catch (IOException e) {
            damages.add("it could not be written anew: " + e);
            rewriteAtBytes = 2 * log.bytes();
        }
    }

    private void take(byte[] payload) {
        try {
            apply(Records.parse(payload));
        } catch (IllegalArgumentException e) {
            damages.add("a record whose sum is right cannot be read: " + e.getMessage());
        }
    }

    private void apply(Records.Change change) {
        Installed before = entries.get(change.key());
        switch (change) {
            case Records.Change.Put put -> {
                // Modules of one rank have their order by when they came: another version comes last.
                if (before != null && !before.current().id().equals(put.entry().current().id())) {
                    entries.remove(put.key());
                }
                entries.put(put.key(), put.entry());
            }
            case Records.Change.Removed removed -> entries.remove(removed.key());
        }
    }

    /** What was damaged when it was opened, in words. */
    public List<String> damages() {
        return List.copyOf(damages);
    }

    /** All entries, in the order in which they came. */
    public synchronized List<Installed> entries() {
        return List.copyOf(entries.values());
    }

    /**
     * Adds an entry, or puts it in the place of the one of the same publisher and name.
     *
     * @throws IOException if it is not on disk; then nothing has changed
     */
    public synchronized void put(Installed entry) throws IOException {
        log.append(Records.put(entry));
        apply(new Records.Change.Put(entry));
        rewriteIfDue();
    }

    /**
     * Takes an entry away, if there is one: also on a full disk.
     *
     * @throws IOException if that is not on disk; then nothing has changed
     */
    public synchronized void remove(String user, String name) throws IOException {
        Records.Key key = new Records.Key(user, name);
        if (entries.containsKey(key)) {
            log.appendRemoval(Records.removed(key));
            apply(new Records.Change.Removed(key));
            rewriteIfDue();
        }
    }

    private void rewriteIfDue() {
        if (log.bytes() < rewriteAtBytes) {
            return;
        }
        try {
            rewrite();
        } catch (IOException e) {
            // What there is goes on being right, and longer.
            rewriteAtBytes = 2 * log.bytes();
        }
    }

    private void rewrite() throws IOException {
        RecordLog next = RecordLog.replace(file, entries.values().stream().map(Records::put).toList());
        RecordLog old = log;
        log = next;
        rewriteAtBytes = Math.max(REWRITE_AT_LEAST_BYTES, 2 * next.bytes());
        old.close();
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }
}
