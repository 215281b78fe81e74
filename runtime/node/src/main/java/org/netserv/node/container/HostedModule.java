package org.netserv.node.container;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Checkpointable;
import org.netserv.api.PacketProcessor;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** A module in a framework: its life from installation to removal. */
final class HostedModule implements InstalledModule {
    private enum State {
        INSTALLED, STARTING, ACTIVE, STOPPING, UNINSTALLED
    }

    private final BundleDescription description;
    private final Bundle bundle;
    private final ContainerSettings container;
    private final ContainerServices services;
    private final ModuleSettings settings;
    private final PublisherShare share;
    private final Deadlines deadlines;
    private final Consumer<HostedModule> onStopped;
    private final ModuleLines lines;
    private final AtomicReference<@Nullable EntryPoint> entryPoint = new AtomicReference<>();
    private volatile @Nullable ModuleContextImpl context;
    /** Those that are initialised. */
    private volatile List<Class<?>> classes = List.of();
    private volatile State state = State.INSTALLED;

    HostedModule(BundleDescription description, Bundle bundle, ContainerSettings container, ContainerServices services,
            ModuleSettings settings, PublisherShare share, Deadlines deadlines, Consumer<HostedModule> onStopped) {
        this.description = description;
        this.bundle = bundle;
        this.container = container;
        this.services = services;
        this.settings = settings;
        this.share = share;
        this.deadlines = deadlines;
        this.onStopped = onStopped;
        lines = new ModuleLines(container.user(), description.id(), share.lines());
    }

    @Override
    public String id() {
        return description.id();
    }

    @Override
    public String state() {
        return state.name();
    }

    @Override
    public void settle() {
        ModuleContextImpl started = context;
        if (started != null) {
            started.settle();
        }
    }

    BundleDescription description() {
        return description;
    }

    Bundle bundle() {
        return bundle;
    }

    @Override
    public synchronized Optional<PacketProcessor> start(byte @Nullable [] handedOver) throws SandboxException {
        if (state != State.INSTALLED) {
            throw new IllegalStateException("a module starts once: state=" + state);
        }
        state = State.STARTING;
        BundleWiring wiring = Objects.requireNonNull(bundle.adapt(BundleWiring.class), "the bundle is resolved");
        ClassLoader loader = wiring.getClassLoader();
        ModuleContextImpl made = newContext(loader);
        context = made;
        String fault = made.thread().run(() -> {
            EntryPoint entry = EntryPoint.of(description, loader, made);
            entryPoint.set(entry);
            if (handedOver != null && entry.guest() instanceof Checkpointable guest) {
                guest.restore(handedOver);
            }
            entry.start();
            classes = BundleClasses.initialise(wiring, loader);
            made.beginThreads();
        }, deadlines.start());
        Optional<PacketProcessor> processor = made.closeRegistration();
        if (fault != null) {
            remove(made);
            throw new SandboxException(Reason.START_FAILED, id() + " failed to start: " + fault);
        }
        Optional<PacketProcessor> entry = enteredBy(processor, made);
        state = State.ACTIVE;
        return entry;
    }

    private Optional<PacketProcessor> enteredBy(Optional<PacketProcessor> processor, ModuleContextImpl made)
            throws SandboxException {
        try {
            return processor.map(ProcessorEntry::around);
        } catch (LinkageError e) {
            remove(made);
            throw new SandboxException(Reason.START_FAILED, id() + " failed to start: its bundle does not see "
                    + BundleInspector.API + " (" + Texts.describe(e) + ")", e);
        }
    }

    /** Adds all by which the module keeps memory, but for what its threads have on their stacks. Any thread. */
    void addKept(Collection<Object> roots, Collection<Class<?>> statics) {
        EntryPoint entry = entryPoint.get();
        ModuleContextImpl started = context;
        if (entry != null && started != null) {
            roots.add(entry.guest());
            started.addRoots(roots);
            statics.addAll(classes);
        }
    }

    private ModuleContextImpl newContext(ClassLoader loader) throws SandboxException {
        try {
            return new ModuleContextImpl(new Lifetime(id()), container, services, settings, share, lines, loader);
        } catch (IllegalStateException e) {
            remove(null);
            throw new SandboxException(Reason.START_FAILED, id() + " failed to start: the node has no counters left",
                    e);
        }
    }

    @Override
    public synchronized byte @Nullable [] checkpoint() {
        ModuleContextImpl started = context;
        EntryPoint entry = entryPoint.get();
        if (state != State.ACTIVE || started == null || entry == null
                || !(entry.guest() instanceof Checkpointable guest)) {
            return null;
        }
        AtomicReference<byte @Nullable []> taken = new AtomicReference<>();
        String fault = started.thread().run(() -> taken.set(copy(guest.checkpoint())), deadlines.stop());
        if (fault != null) {
            lines.warn("Its state is not handed over: " + fault);
            return null;
        }
        return taken.get();
    }

    private static byte[] copy(byte @Nullable [] state) {
        if (state == null || state.length > Checkpointable.MAX_STATE_BYTES) {
            throw new IllegalArgumentException((state == null ? "no state" : state.length + " bytes of state")
                    + ": expected at most " + Checkpointable.MAX_STATE_BYTES + " bytes");
        }
        return state.clone();
    }

    @Override
    public synchronized void stop() {
        if (state == State.UNINSTALLED) {
            return;
        }
        ModuleContextImpl started = context;
        EntryPoint entry = entryPoint.get();
        if (started != null && entry != null) {
            state = State.STOPPING;
            started.beginStop();
            String fault = started.thread().run(entry::stop, deadlines.stop());
            if (fault != null) {
                lines.warn("It failed to stop, and is removed all the same: " + fault);
            }
            started.awaitThreads(deadlines);
        }
        remove(started);
    }

    private void remove(@Nullable ModuleContextImpl started) {
        state = State.STOPPING;
        try {
            if (started != null && !started.end(deadlines)) {
                lines.warn("A thread of its does not end: it and the module's classes stay in memory");
            }
        } catch (IOException e) {
            lines.warn("What it left open did not close: " + Texts.describe(e));
        }
        entryPoint.set(null);
        context = null;
        classes = List.of();
        onStopped.accept(this);
        state = State.UNINSTALLED;
    }
}
