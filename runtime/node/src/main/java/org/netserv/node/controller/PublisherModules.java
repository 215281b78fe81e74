package org.netserv.node.controller;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netserv.api.PacketProcessor;
import org.netserv.node.message.FailPolicy;
import org.netserv.node.message.ModuleId;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.message.StatusCode;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.sandbox.SandboxException;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modules of one publisher: each step of an installation undoes the ones before it when it fails.
 *
 * <p><b>Thread.</b> Any; one change at a time, while other publishers' go on.
 */
final class PublisherModules implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PublisherModules.class);

    private static final Pattern PACKET_THREAD = Pattern.compile("^w[0-9]+\\.");

    private final Publisher publisher;
    private final Sandbox sandbox;
    private final ContainerServices services;
    private final PacketPath path;
    private final ForwardingPlane plane;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deployment> deployments = new LinkedHashMap<>();
    /** What {@link #deployments} holds, for those who only look. */
    private volatile List<Deployment> present = List.of();
    private @Nullable Container container;
    private boolean closed;

    PublisherModules(Publisher publisher, Sandbox sandbox, ContainerServices services, PacketPath path,
            ForwardingPlane plane) {
        this.publisher = publisher;
        this.sandbox = sandbox;
        this.services = services;
        this.path = path;
        this.plane = plane;
    }

    Publisher publisher() {
        return publisher;
    }

    /** The module that a SETUP names, if it is there: found by its version, or alone of its name. */
    Optional<Deployment> find(ModuleId id) {
        return matching(id).stream().findFirst();
    }

    /** All modules that an id names; without a version, every version. */
    List<Deployment> matching(ModuleId id) {
        return present.stream().filter(deployment -> {
            ModuleId installed = ModuleId.parse(deployment.id());
            Version version = installed.version() == null ? Version.emptyVersion : installed.version();
            return id.matches(installed.symbolicName(), version);
        }).toList();
    }

    /** All modules, without waiting for one that is being started or stopped. */
    List<Deployment> all() {
        return present;
    }

    /** Extends a module's life if the SETUP asks for the module as it is; empty if there is none of that id. */
    Optional<Deployment> refresh(SetupRequest setup, Deployment.Terms terms, Instant ends) throws Refusal {
        lock.lock();
        try {
            Optional<Deployment> found = find(setup.module());
            if (found.isPresent()) {
                String difference = found.get().terms().difference(terms);
                if (difference != null) {
                    throw new Refusal(StatusCode.CONFLICT, found.get().id() + " is installed with another " + difference
                            + ": expected the same, or another version");
                }
                found.get().ends(ends);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /** Installs and starts a module; a running one of the same name and another version makes room for it. */
    Deployment install(Path jar, SetupRequest setup, Deployment.Terms terms, Instant now, Instant ends)
            throws Refusal {
        lock.lock();
        try {
            if (closed) {
                throw new Refusal(StatusCode.DRAINING, "the node is about to stop");
            }
            Optional<Deployment> meanwhile = refresh(setup, terms, ends);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            InstalledModule module = container().install(jar, settings(setup));
            List<Deployment> replaced = matching(new ModuleId(setup.module().symbolicName(), null));
            Deployment deployment = start(module, terms, replaced, now, ends);
            deployments.put(deployment.id(), deployment);
            present = List.copyOf(deployments.values());
            replaced.forEach(this::end);
            LOG.info("{} of {} is installed until {}", deployment.id(), publisher.name(), ends);
            return deployment;
        } catch (SandboxException e) {
            throw Refusal.of(e);
        } finally {
            lock.unlock();
        }
    }

    private Deployment start(InstalledModule module, Deployment.Terms terms, List<Deployment> replaced, Instant now,
            Instant ends) throws Refusal {
        ModuleSlot slot = null;
        try {
            Optional<PacketProcessor> processor = module.start();
            if (processor.isPresent() && !terms.filters().isEmpty()) {
                slot = path.newSlot(slotSettings(module.id(), terms), processor.get());
            }
            path.replace(slots(replaced), slot == null ? List.of() : List.of(slot), plane);
        } catch (SandboxException | PlaneException | RuntimeException e) {
            module.stop();
            if (slot != null) {
                slot.close();
            }
            throw e instanceof SandboxException refused
                    ? Refusal.of(refused)
                    : new Refusal(StatusCode.START_FAILED, String.valueOf(e.getMessage()));
        }
        return new Deployment(terms, module, slot, now, ends);
    }

    /** Takes modules out of the packet path, stops and uninstalls them. */
    void remove(Collection<Deployment> leaving, String why) throws Refusal {
        lock.lock();
        try {
            List<Deployment> going = leaving.stream().filter(deployments::containsValue).toList();
            path.replace(slots(going), List.of(), plane);
            for (Deployment deployment : going) {
                end(deployment);
                LOG.info("{} of {} is removed: {}", deployment.id(), publisher.name(), why);
            }
        } catch (PlaneException e) {
            throw new Refusal(StatusCode.START_FAILED, String.valueOf(e.getMessage()));
        } finally {
            lock.unlock();
        }
    }

    /** Logs what modules' processors have thrown, the latest of each: on the packet path there is no time for it. */
    void reportFaults() {
        for (Deployment deployment : all()) {
            Throwable fault = deployment.newFault();
            if (fault != null) {
                // Its class alone: a message is publishers' code, which may never return.
                LOG.warn("{} of {} threw {} in the packet path, {} faults so far", deployment.id(), publisher.name(),
                        fault.getClass().getName(), counters(deployment).get("faults"));
            }
        }
    }

    /** Takes away what has come to its end; a refresh comes before or after it, not in between. */
    void expire(Instant now) {
        if (present.stream().allMatch(deployment -> deployment.ends().isAfter(now))) {
            return;
        }
        lock.lock();
        try {
            List<Deployment> ended = deployments.values().stream()
                    .filter(deployment -> !deployment.ends().isAfter(now)).toList();
            if (!ended.isEmpty()) {
                remove(ended, "its time has come");
            }
        } catch (Refusal e) {
            LOG.error("modules of {} that have expired are still in place: {}", publisher.name(), e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    private void end(Deployment deployment) {
        deployments.remove(deployment.id());
        present = List.copyOf(deployments.values());
        deployment.module().stop();
        ModuleSlot slot = deployment.slot();
        if (slot != null) {
            slot.close();
        }
    }

    /** A module's counters, over all packet threads. */
    Map<String, Long> counters(Deployment deployment) {
        String prefix = "module." + publisher.name() + "." + deployment.id() + ".";
        Map<String, Long> counters = new TreeMap<>();
        services.counters().snapshot().forEach((label, value) -> {
            if (label.startsWith(prefix)) {
                counters.merge(PACKET_THREAD.matcher(label.substring(prefix.length())).replaceFirst(""), value,
                        Long::sum);
            }
        });
        return counters;
    }

    private Container container() throws SandboxException {
        Container open = container;
        if (open == null) {
            open = sandbox.open(publisher.grants(), services);
            container = open;
        }
        return open;
    }

    private ModuleSlot.Settings slotSettings(String id, Deployment.Terms terms) {
        return new ModuleSlot.Settings(id, publisher.name(), publisher.grants().prefixes(), terms.filters(),
                terms.order(), terms.failPolicy() == FailPolicy.OPEN);
    }

    private static ModuleSettings settings(SetupRequest setup) {
        Version version = setup.module().version();
        return new ModuleSettings(setup.module().symbolicName(), version == null ? "" : version.toString(),
                setup.properties(), setup.dependencies());
    }

    private static List<ModuleSlot> slots(Collection<Deployment> of) {
        List<ModuleSlot> slots = new ArrayList<>();
        for (Deployment deployment : of) {
            ModuleSlot slot = deployment.slot();
            if (slot != null) {
                slots.add(slot);
            }
        }
        return slots;
    }

    /** Takes all modules out of the packet path and stops them; none comes any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            remove(List.copyOf(deployments.values()), "the node stops");
            Container open = container;
            if (open != null) {
                open.close();
            }
        } catch (Refusal e) {
            LOG.error("modules of {} are still in the packet path: {}", publisher.name(), e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
