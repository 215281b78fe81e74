package org.netserv.node.controller;

import java.io.IOException;
import java.time.Instant;
import org.netserv.node.journal.Installed;
import org.netserv.node.journal.Journal;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.ModuleId;
import org.netserv.node.message.StatusCode;

/**
 * What the journal holds of one publisher's modules.
 *
 * <p><b>Thread.</b> Any, one call at a time.
 */
final class ModuleRecords {
    private final Journal journal;
    private final String user;

    ModuleRecords(Journal journal, String user) {
        this.journal = journal;
        this.user = user;
    }

    /** Takes a module down as it is, in place of another version of it. */
    void put(Deployment deployment) throws Refusal {
        put(deployment, deployment.ends());
    }

    /** The same, with an end that it has not got yet. */
    void put(Deployment deployment, Instant ends) throws Refusal {
        boolean suspended = deployment.stage() instanceof Stage.Held held && held.kind() == Stage.Hold.SUSPENDED;
        put(entry(deployment, ends, suspended));
    }

    /** The same, suspended or not as it is going to be. */
    void putSuspended(Deployment deployment, boolean suspended) throws Refusal {
        put(entry(deployment, deployment.ends(), suspended));
    }

    private void put(Installed entry) throws Refusal {
        try {
            journal.put(entry);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /** Takes down that a module is gone. */
    void remove(String id) throws Refusal {
        try {
            journal.remove(user, name(id));
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    private static Refusal unwritten(IOException e) {
        return new Refusal(StatusCode.START_FAILED, "the node's journal cannot be written: " + e);
    }

    private Installed entry(Deployment deployment, Instant ends, boolean suspended) {
        ModuleVersion present = deployment.version();
        return new Installed(user, name(present.id()),
                version(new ModuleVersion(present.id(), present.origin(), present.since(), ends)),
                deployment.former().stream().map(ModuleRecords::version).toList(), suspended);
    }

    private static Installed.Version version(ModuleVersion version) {
        Origin origin = version.origin();
        return new Installed.Version(version.id(), MessageWriter.text(origin.message()), origin.digest(),
                version.since(), version.ends());
    }

    private static String name(String id) {
        return ModuleId.parse(id).symbolicName();
    }
}
