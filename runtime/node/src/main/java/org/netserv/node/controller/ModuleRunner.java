package org.netserv.node.controller;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.jfr.ModuleSwap;
import org.netserv.node.message.FailPolicy;
import org.netserv.node.message.StatusCode;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketPath;
import org.netserv.node.path.PathQuota;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.HeapMeter;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.sandbox.SandboxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one publisher's modules into its container and the packet path, and out of them. Each step of a start undoes the
 * ones before it when it fails.
 *
 * <p><b>Thread.</b> Any, one call at a time.
 */
final class ModuleRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModuleRunner.class);

    private final Publisher publisher;
    private final Sandbox sandbox;
    private final ContainerServices services;
    private final PacketPath path;
    private final ForwardingPlane plane;
    private final PathQuota quota;
    private volatile @Nullable Container container;

    ModuleRunner(Publisher publisher, Sandbox sandbox, ContainerServices services, PacketPath path,
            ForwardingPlane plane) {
        this.publisher = publisher;
        this.sandbox = sandbox;
        this.services = services;
        this.path = path;
        this.plane = plane;
        Quota granted = publisher.grants().quota();
        quota = new PathQuota(granted.packetsPerSecond(), granted.bytesPerSecond(), granted.cpuNanosPerPacket(),
                granted.allocatedBytesPerSecond());
    }

    /**
     * A module's code.
     *
     * @param module in its container
     * @param slot in the packet path; null for a server module
     */
    record Run(InstalledModule module, @Nullable ModuleSlot slot) {}

    Publisher publisher() {
        return publisher;
    }

    /**
     * Installs and starts a module. At the instant that its packets come, others' end.
     *
     * @param kind why
     * @param out places in the packet path that it takes; they are out of use then, and still to be closed
     */
    Run start(ModuleSwap.Kind kind, Origin origin, Collection<ModuleSlot> out) throws Refusal {
        ModuleSwap swap = ModuleSwap.begin(kind, publisher.name(), origin.settings().symbolicName(),
                out.stream().map(ModuleSlot::moduleId).collect(Collectors.joining(",")));
        try {
            Run run = start(origin, out);
            swap.done(run.module().id());
            return run;
        } catch (Refusal | RuntimeException e) {
            swap.failed();
            throw e;
        }
    }

    private Run start(Origin origin, Collection<ModuleSlot> out) throws Refusal {
        InstalledModule module;
        try {
            module = container().install(origin.jar(), origin.settings());
        } catch (SandboxException e) {
            throw Refusal.of(e);
        }
        ModuleSlot slot = null;
        try {
            Optional<PacketProcessor> processor = module.start();
            if (processor.isPresent() && !origin.terms().filters().isEmpty()) {
                slot = path.newSlot(settings(module.id(), origin.terms(), true), processor.get());
            }
            path.replace(out, slot == null ? List.of() : List.of(slot), plane);
        } catch (SandboxException | PlaneException | RuntimeException e) {
            module.stop();
            if (slot != null) {
                slot.close();
            }
            throw e instanceof SandboxException refused
                    ? Refusal.of(refused)
                    : new Refusal(StatusCode.START_FAILED, String.valueOf(e.getMessage()));
        }
        return new Run(module, slot);
    }

    /** As {@link Container#retainedBytes}. <b>Thread.</b> Any, at any time. */
    long retainedBytes(Collection<InstalledModule> modules, long limitBytes) {
        Container open = container;
        return open == null ? HeapMeter.UNKNOWN : open.retainedBytes(modules, limitBytes);
    }

    /** Takes places out of the packet path: no packet thread uses them any more. */
    void takeOut(Collection<ModuleSlot> places) throws Refusal {
        try {
            path.replace(places, List.of(), plane);
        } catch (PlaneException e) {
            throw new Refusal(StatusCode.START_FAILED, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Puts an empty place where a module was in the packet path, so that its fail policy goes on to decide and its classes
     * can leave memory.
     *
     * @return the empty place; the module's own, without its code being called, if there is no other to be had
     */
    ModuleSlot vacate(ModuleSlot slot, Deployment.Terms terms) {
        slot.detach();
        ModuleSlot empty = null;
        try {
            empty = path.newSlot(settings(slot.moduleId(), terms, false), packet -> Verdict.ACCEPT);
            empty.detach();
            path.replace(List.of(slot), List.of(empty), plane);
            return empty;
        } catch (PlaneException | RuntimeException e) {
            LOG.warn("the classes of {} stay in memory until it starts again: {}", slot.moduleId(), e.getMessage());
            if (empty != null) {
                empty.close();
            }
            awaitPacketThreads();
            return slot;
        }
    }

    /** As {@link PacketPath#quarantine}. */
    boolean quarantine(ModuleSlot slot, boolean wanted) throws PlaneException {
        return path.quarantine(slot, wanted, plane);
    }

    private void awaitPacketThreads() {
        try {
            path.replace(List.of(), List.of(), plane);
        } catch (PlaneException e) {
            throw new IllegalStateException("the plane was asked for nothing", e);
        }
    }

    private Container container() throws SandboxException {
        Container open = container;
        if (open == null) {
            open = sandbox.open(publisher.grants(), services);
            container = open;
        }
        return open;
    }

    private ModuleSlot.Settings settings(String id, Deployment.Terms terms, boolean quarantined) {
        return new ModuleSlot.Settings(id, publisher.name(), publisher.grants().prefixes(), terms.filters(),
                terms.order(), terms.failPolicy() == FailPolicy.OPEN, quota, quarantined);
    }

    /** Closes the container. */
    @Override
    public void close() {
        Container open = container;
        if (open != null) {
            open.close();
        }
    }
}
