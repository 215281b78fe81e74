package org.netserv.node.sandbox;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * All modules of one publisher, and nothing of anybody else.
 *
 * <p><b>Thread.</b> Any, one call at a time.
 */
public interface Container extends AutoCloseable {

    /**
     * Inspects a bundle and installs it, without running any of its code.
     *
     * @param jar the bundle; read during the call only
     * @param settings what the SETUP says of the module
     * @throws SandboxException if the bundle is refused (422) or a dependency is missing (412)
     */
    InstalledModule install(Path jar, ModuleSettings settings) throws SandboxException;

    /** Building blocks that modules may depend on: {@code name_version}. */
    List<String> buildingBlocks();

    /**
     * Estimates the memory that some of its modules keep together, without waiting for any call under way.
     *
     * @param modules that were started
     * @param limitBytes where to stop
     * @return bytes, more than the limit if there is more; {@link HeapMeter#UNKNOWN} if the container cannot tell
     */
    default long retainedBytes(Collection<InstalledModule> modules, long limitBytes) {
        return HeapMeter.UNKNOWN;
    }

    /** Stops what runs and gives everything back. */
    @Override
    void close();
}
