package org.netserv.node.controller;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
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
                granted.allocatedBytesPerSecond(), granted.offloadedFlows());
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

    /** Installs and starts a module that takes nothing over. */
    Run prepare(Origin origin) throws Refusal {
        return prepare(origin, () -> null);
    }

    /**
     * Installs and starts a module. No packets come until it {@link #enter}s the packet path.
     *
     * @param state what an earlier run hands over, if it does; asked for as late as can be
     */
    Run prepare(Origin origin, Supplier<byte @Nullable []> state) throws Refusal {
        InstalledModule module;
        try {
            module = container().install(origin.jar(), origin.settings());
        } catch (SandboxException e) {
            throw Refusal.of(e);
        }
        try {
            Optional<PacketProcessor> processor = module.start(state.get());
            boolean wantsPackets = processor.isPresent() && !origin.terms().filters().isEmpty();
            return new Run(module, wantsPackets
                    ? path.newSlot(settings(module.id(), origin.terms(), true), processor.get())
                    : null);
        } catch (SandboxException | RuntimeException e) {
            module.stop();
            throw e instanceof SandboxException refused
                    ? Refusal.of(refused)
                    : new Refusal(StatusCode.START_FAILED, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Has packets come to modules that are prepared, and others' end at that instant. If it fails, nothing has changed.
     *
     * @param out places in the packet path that they take; they are out of use then, and still to be closed
     */
    void enter(Collection<ModuleSlot> out, Collection<Run> in) throws Refusal {
        try {
            path.replace(out, in.stream().map(Run::slot).filter(Objects::nonNull).toList(), plane);
        } catch (PlaneException | RuntimeException e) {
            throw new Refusal(StatusCode.START_FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** Stops a module that is prepared and not going to enter. */
    static void discard(Run run) {
        run.module().stop();
        ModuleSlot slot = run.slot();
        if (slot != null) {
            slot.close();
        }
    }

    /** Prepares a module and has it enter. */
    Run start(Origin origin, Collection<ModuleSlot> out) throws Refusal {
        Run run = prepare(origin);
        try {
            enter(out, List.of(run));
            return run;
        } catch (Refusal e) {
            discard(run);
            throw e;
        }
    }

    /** A place in the packet path with no code, where a module's fail policy decides; null if it wants no packets. */
    @Nullable
    ModuleSlot hold(String id, Deployment.Terms terms) throws Refusal {
        if (terms.filters().isEmpty()) {
            return null;
        }
        ModuleSlot empty = null;
        try {
            empty = emptySlot(id, terms);
            path.replace(List.of(), List.of(empty), plane);
            return empty;
        } catch (PlaneException | RuntimeException e) {
            if (empty != null) {
                empty.close();
            }
            throw new Refusal(StatusCode.START_FAILED, String.valueOf(e.getMessage()));
        }
    }

    private ModuleSlot emptySlot(String id, Deployment.Terms terms) {
        ModuleSlot empty = path.newSlot(settings(id, terms, false), packet -> Verdict.ACCEPT);
        empty.detach();
        return empty;
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
            empty = emptySlot(slot.moduleId(), terms);
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
