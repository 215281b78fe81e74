package org.netserv.node.controller;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.ConfigurationException;
import org.netserv.node.config.User;
import org.netserv.node.message.StatusCode;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a new configuration in the place of the one that the node runs with.
 *
 * <p>Publishers that are the same go on as if nothing had happened. The modules of those that have changed are started anew;
 * their packets pass meanwhile. What needs the node's next start is named.
 *
 * <p><b>Thread.</b> Any, one at a time.
 */
public final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final Source source;
    private final PublisherFactory factory;
    private final Publishers publishers;
    private final Restorer restorer;
    private final ReplayGuard guard;
    private final Consumer<Rules> rules;
    private Configuration present;

    /** Where the configuration comes from. */
    @FunctionalInterface
    public interface Source {

        /** A configuration that this node could run with. */
        Configuration read() throws ConfigurationException, IOException;
    }

    /** @param rules takes those for messages and fetches */
    Reload(Configuration present, Source source, PublisherFactory factory, Publishers publishers, Restorer restorer,
            ReplayGuard guard, Consumer<Rules> rules) {
        this.present = present;
        this.source = source;
        this.factory = factory;
        this.publishers = publishers;
        this.restorer = restorer;
        this.guard = guard;
        this.rules = rules;
    }

    /**
     * Reads the configuration and has the node run with it.
     *
     * @return what has changed, in words
     * @throws Refusal if it is bad; then nothing has changed
     */
    synchronized String run() throws Refusal {
        Configuration next;
        try {
            next = source.read();
        } catch (ConfigurationException | IOException e) {
            throw new Refusal(StatusCode.MALFORMED, "nothing has changed: " + e.getMessage());
        }
        List<String> said = new ArrayList<>();
        if (!next.users().equals(present.users())) {
            users(next, said);
        }
        // Not before: users may not be possible, and then nothing has changed.
        if (!next.fetch().equals(present.fetch()) || !next.freshness().equals(present.freshness())) {
            rules.accept(Rules.of(next, guard, factory.clock()));
            said.add("fetch and freshness");
        }
        List<String> later = needsStart(next);
        present = next;
        String text = (said.isEmpty() ? "nothing has changed" : "changed: " + String.join(", ", said))
                + (later.isEmpty() ? "" : "; with the node's next start: " + String.join(", ", later));
        LOG.info("the configuration was read again: {}", text);
        return text;
    }

    private List<String> needsStart(Configuration next) {
        List<String> later = new ArrayList<>();
        if (!next.nodeId().equals(present.nodeId())) {
            later.add("node-id");
        }
        if (!next.state().equals(present.state())) {
            later.add("state");
        }
        if (!next.control().equals(present.control())) {
            later.add("control");
        }
        if (!next.planes().equals(present.planes())) {
            later.add("plane");
        }
        if (next.metricsPort() != present.metricsPort()) {
            later.add("metrics");
        }
        if (!Objects.equals(next.signaling(), present.signaling())) {
            later.add("signaling");
        }
        if (!next.notification().equals(present.notification())) {
            later.add("notify");
        }
        return later;
    }

    private void users(Configuration next, List<String> said) throws Refusal {
        List<PublisherModules> after = new ArrayList<>();
        List<PublisherModules> begun = new ArrayList<>();
        try {
            for (User user : next.users()) {
                PublisherModules here = publishers.named(user.name());
                if (here != null && here.user().equals(user)) {
                    after.add(here);
                } else {
                    PublisherModules made = factory.make(user);
                    after.add(made);
                    begun.add(made);
                    said.add((here == null ? "new user " : "user ") + user.name());
                }
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            begun.forEach(PublisherModules::close);
            throw new Refusal(StatusCode.START_FAILED, "nothing has changed: " + e.getMessage());
        }
        List<PublisherModules> ended = publishers.all().stream().filter(here -> !after.contains(here)).toList();
        List<ModuleSlot> out = ended.stream().flatMap(here -> PublisherParts.slots(here.all()).stream()).toList();
        try {
            // All that the plane may refuse comes before anything that cannot be taken back.
            factory.path().owners(next.owners(), out, factory.plane());
        } catch (PlaneException e) {
            begun.forEach(PublisherModules::close);
            throw new Refusal(StatusCode.START_FAILED,
                    "nothing has changed: packets cannot be had for the new prefixes: " + e.getMessage());
        }
        ended.stream().map(here -> here.publisher().name()).filter(name -> next.user(name) == null)
                .forEach(name -> said.add("no user " + name + " any more"));
        ended.forEach(PublisherModules::close);
        publishers.set(after);
        restorer.restore(begun, factory.clock().instant());
        restorer.reportStrangers(publishers);
    }
}
