package org.netserv.perf.store;

import java.nio.file.Path;

/** The source tree that is measured. */
public final class SourceTree {

    private SourceTree() {}

    /**
     * Its commit, seven digits, with {@code +} if the tree has changes outside of {@code results}, or git cannot tell; {@code
     * unknown} if it is not under git, or git refuses because it belongs to another user.
     */
    public static String commit(Path folder) {
        return Tools.commit(folder);
    }
}
