package org.netserv.node.controller;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.Dependency;
import org.netserv.node.message.FailPolicy;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.sandbox.InstalledModule;

/** A module that runs on this node. <b>Thread.</b> Guarded by its publisher's lock, but for {@link #ends}. */
final class Deployment {
    private final Terms terms;
    private final InstalledModule module;
    private final @Nullable ModuleSlot slot;
    private final Instant since;
    private volatile Instant ends;
    private @Nullable Throwable shownFault;

    Deployment(Terms terms, InstalledModule module, @Nullable ModuleSlot slot, Instant since, Instant ends) {
        this.terms = terms;
        this.module = module;
        this.slot = slot;
        this.since = since;
        this.ends = ends;
    }

    /** The fault that the module's processor has shown since this was asked last, or null. */
    @Nullable
    @SuppressWarnings("ReferenceEquality") // the same exception, not an equal one
    Throwable newFault() {
        Throwable latest = slot == null ? null : slot.lastFault();
        if (latest == shownFault) {
            return null;
        }
        shownFault = latest;
        return latest;
    }

    String id() {
        return module.id();
    }

    Terms terms() {
        return terms;
    }

    InstalledModule module() {
        return module;
    }

    /** Its place in the packet path, or null for a server module. */
    @Nullable
    ModuleSlot slot() {
        return slot;
    }

    Instant since() {
        return since;
    }

    /** When it is removed. */
    Instant ends() {
        return ends;
    }

    void ends(Instant instant) {
        ends = instant;
    }

    /**
     * What a SETUP says of a module, its time to live aside: a later SETUP of the same id must say the same.
     */
    record Terms(@Nullable URI url, @Nullable String digest, Map<String, String> properties, List<PacketFilter> filters,
            int order, FailPolicy failPolicy, List<Dependency> dependencies) {

        static Terms of(SetupRequest setup, List<PacketFilter> filters) {
            return new Terms(setup.url(), setup.digest(), setup.properties(), List.copyOf(filters),
                    setup.order(), setup.failPolicy(),
                    setup.dependencies());
        }

        /** The same with the digest that the JAR has. */
        Terms withDigest(String actual) {
            return new Terms(url, actual, properties, filters, order, failPolicy, dependencies);
        }

        /** The first header in which they differ, or null. */
        @Nullable
        String difference(Terms other) {
            if (url != null && other.url != null && !url.equals(other.url)) {
                return "url";
            }
            if (digest != null && other.digest != null && !digest.equals(other.digest)) {
                return "module-digest";
            }
            if (!properties.equals(other.properties)) {
                return "properties";
            }
            if (!filters.equals(other.filters)) {
                return "filter-*";
            }
            if (order != other.order) {
                return "order";
            }
            if (failPolicy != other.failPolicy) {
                return "fail-policy";
            }
            return dependencies.equals(other.dependencies) ? null : "dependencies";
        }
    }
}
