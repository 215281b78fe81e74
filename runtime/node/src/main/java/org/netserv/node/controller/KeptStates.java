package org.netserv.node.controller;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Checkpointable;
import org.netserv.node.message.ModuleId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What modules of one publisher hand over to their next run while no node runs: a file each, under the module's name.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class KeptStates {
    private static final Logger LOG = LoggerFactory.getLogger(KeptStates.class);

    private final Path directory;

    KeptStates(Path directory) {
        this.directory = directory;
    }

    /** Keeps a module's state; a state that cannot be written is none. */
    void keep(String id, byte[] state) {
        try {
            Files.createDirectories(directory);
            Path next = Files.write(directory.resolve(name(id) + ".new"), state);
            Files.move(next, directory.resolve(name(id)), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("the state of {} is not kept: {}", id, e.toString());
        }
    }

    /** What is kept of a module, or null. */
    byte @Nullable [] of(String id) {
        Path file = directory.resolve(name(id));
        try {
            return Files.exists(file) && Files.size(file) <= Checkpointable.MAX_STATE_BYTES ? Files.readAllBytes(file)
                    : null;
        } catch (IOException e) {
            LOG.warn("the state of {} cannot be read: {}", id, e.toString());
            return null;
        }
    }

    /** Deletes all of them: a state is handed over once. */
    void clear() {
        if (Files.isDirectory(directory)) {
            try {
                KeptJars.emptied(directory);
            } catch (IOException e) {
                LOG.warn("states of modules are left behind in {}: {}", directory, e.toString());
            }
        }
    }

    private static String name(String id) {
        return ModuleId.parse(id).symbolicName();
    }
}
