package org.netserv.node.controller;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.netserv.node.journal.Installed;
import org.netserv.node.journal.Journal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings publishers' modules back from the journal. <b>Thread.</b> One at a time. */
final class Restorer {
    private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);

    private final Journal journal;

    Restorer(Journal journal) {
        this.journal = journal;
    }

    /** Publishers come back side by side, as many as there are processors. Returns when all are here. */
    void restore(Collection<PublisherModules> publishers, Instant now) {
        Map<String, List<Installed>> byUser = new HashMap<>();
        for (Installed entry : journal.entries()) {
            if (entry.current().ends().isAfter(now)) {
                byUser.computeIfAbsent(entry.user(), _ -> new ArrayList<>()).add(entry);
            } else {
                forget(entry);
            }
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().name("netserv-restore-", 0).factory())) {
            for (PublisherModules modules : publishers) {
                List<Installed> entries = byUser.remove(modules.publisher().name());
                pool.execute(() -> restore(modules, entries == null ? List.of() : entries));
            }
        }
    }

    private static void restore(PublisherModules modules, List<Installed> entries) {
        try {
            modules.restore(entries);
        } catch (RuntimeException | Error e) {
            LOG.error("modules of {} could not be restored", modules.publisher().name(), e);
        }
    }

    private void forget(Installed entry) {
        try {
            journal.remove(entry.user(), entry.name());
            LOG.info("{} of {} came to its end while it did not run", entry.current().id(), entry.user());
        } catch (IOException e) {
            LOG.warn("{} of {} has come to its end, and is still in the journal: {}", entry.current().id(),
                    entry.user(), e.toString());
        }
    }

    /** Says whose modules wait in the journal, as their publisher is no user. */
    void reportStrangers(Publishers publishers) {
        Map<String, Integer> strangers = new HashMap<>();
        for (Installed entry : journal.entries()) {
            if (publishers.named(entry.user()) == null) {
                strangers.merge(entry.user(), 1, Integer::sum);
            }
        }
        strangers.forEach((user, modules) -> LOG.warn(
                "the journal holds {} modules of {}, who is no user: they stay there until their time has come",
                modules, user));
    }
}
