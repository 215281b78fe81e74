package org.netserv.node.journal;

import java.time.Instant;
import java.util.List;

/**
 * One of a publisher's modules, as it has to be found again.
 *
 * @param user the publisher
 * @param name the module's symbolic name, of which there is one version at a time
 * @param current the version that is installed
 * @param former those before it that can be brought back, the latest first
 * @param suspended whether the operator has it stand still
 */
public record Installed(String user, String name, Version current, List<Version> former, boolean suspended) {
    /** Takes a copy. */
    public Installed {
        former = List.copyOf(former);
    }

    /**
     * One version.
     *
     * @param id symbolic name and version
     * @param message the SETUP that brought it, as text
     * @param digest SHA-256 of its JAR, in hex
     * @param since when it was installed
     * @param ends when it is removed
     */
    public record Version(String id, String message, String digest, Instant since, Instant ends) {}
}
