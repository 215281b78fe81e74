package org.netserv.node.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.netserv.node.guard.Gate;
import org.netserv.node.log.LineLimit;
import org.netserv.node.message.Dependency;
import org.netserv.node.path.RateLimit;
import org.netserv.node.sandbox.BundleReport;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.HeapMeter;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;
import org.netserv.node.sandbox.ThreadPlacement;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher's container in this JVM: one Equinox framework, in which bundles are resolved and never started.
 *
 * <p>It keeps publishers apart by class loaders. Whether the JVM was launched so that this means something is for the
 * sandbox to check that opens it.
 *
 * <p><b>Thread.</b> Any; calls wait for each other.
 */
public final class FrameworkContainer implements Container {
    /** The version under which bundles import {@code org.netserv.api}. */
    public static final String API_VERSION = "1.1.0";

    private static final Logger LOGGER = LoggerFactory.getLogger(FrameworkContainer.class);
    private static final List<String> BUILDING_BLOCKS = List.of("org.netserv.packet-dispatch_1.0.0");
    private static final long CLOSE_MILLIS = 5_000;

    private final ContainerSettings settings;
    private final ContainerServices services;
    private final BundleCheck check;
    private final HeapMeter heap;
    private final Deadlines deadlines;
    private final Framework framework;
    private final FrameworkWiring wiring;
    private final InspectedOnly inspectedOnly;
    private final KnownClasses knownClasses = new KnownClasses();
    private final PublisherShare share;
    private final Gate gate = new Gate();
    private final Path incoming;
    private final List<HostedModule> modules = new ArrayList<>();
    private long sequence;
    private boolean closed;

    private FrameworkContainer(ContainerSettings settings, ContainerServices services, BundleCheck check,
            HeapMeter heap, ThreadPlacement placement, Deadlines deadlines) throws IOException, BundleException {
        this.settings = settings;
        this.services = services;
        this.check = check;
        this.heap = heap;
        this.deadlines = deadlines;
        Quota quota = settings.quota();
        share = new PublisherShare(new PublisherStore(settings.directory().resolve("storage"), quota.storageBytes()),
                new RateLimit(quota.emittedPerSecond(), 1, System.nanoTime()), new Semaphore(quota.threads()),
                placement, new LineLimit(ModuleLog.PER_SECOND, ModuleLog.BURST, System::nanoTime));
        incoming = Files.createDirectories(settings.directory().resolve("incoming"));
        inspectedOnly = new InspectedOnly();
        framework = FrameworkLauncher.launch(settings.directory().resolve("framework"), inspectedOnly,
                knownClasses);
        wiring = Objects.requireNonNull(framework.adapt(FrameworkWiring.class));
    }

    /**
     * Starts a publisher's framework, with nothing in it.
     *
     * @param check of each bundle that is to be installed
     * @param heap of what its modules keep
     * @param placement of the publisher's threads; closed with the container, or if it does not open
     * @throws SandboxException if the publisher's directory cannot be used or the framework does not start
     */
    public static FrameworkContainer open(ContainerSettings settings, ContainerServices services, BundleCheck check,
            HeapMeter heap, ThreadPlacement placement) throws SandboxException {
        return open(settings, services, check, heap, placement, Deadlines.DEFAULT);
    }

    static FrameworkContainer open(ContainerSettings settings, ContainerServices services, BundleCheck check,
            HeapMeter heap, ThreadPlacement placement, Deadlines deadlines) throws SandboxException {
        try {
            return new FrameworkContainer(settings, services, check, heap, placement, deadlines);
        } catch (IOException | BundleException e) {
            placement.close();
            throw new SandboxException(Reason.UNAVAILABLE, "the container of " + settings.user()
                    + " does not open in " + settings.directory() + ": " + Texts.describe(e), e);
        }
    }

    @Override
    public synchronized InstalledModule install(Path jar, ModuleSettings module) throws SandboxException {
        if (closed) {
            throw new IllegalStateException("the container of " + settings.user() + " is closed");
        }
        Path clean = null;
        Path replaced = null;
        try {
            clean = Files.createTempFile(incoming, "bundle", ".jar");
            BundleDescription description = BundleInspector.inspect(jar, module, clean);
            BundleCheck.Checked checked = check.check(clean, description.imports());
            requireNone(checked.faults());
            checkDependencies(description, module.dependencies());
            if (!checked.classes().isEmpty()) {
                replaced = Files.createTempFile(incoming, "bundle", ".jar");
                JarCopier.replace(clean, checked.classes(), replaced);
            }
            Bundle bundle = installBundle(description, replaced == null ? clean : replaced, checked.classes());
            HostedModule installed = new HostedModule(description, bundle, settings, services, module, share, deadlines,
                    this::remove);
            modules.add(installed);
            return installed;
        } catch (IOException e) {
            throw new SandboxException(Reason.UNAVAILABLE,
                    "the bundle cannot be kept in " + settings.directory() + ": " + Texts.describe(e), e);
        } finally {
            delete(clean);
            delete(replaced);
        }
    }

    /**
     * What an installation would say of a bundle, whatever it depends on.
     *
     * @throws SandboxException if it is not a bundle, or its manifest is refused
     * @throws IOException if it cannot be read
     */
    public static BundleReport inspect(Path jar, BundleCheck check) throws SandboxException, IOException {
        Path clean = Files.createTempFile("netserv-bundle", ".jar");
        try {
            BundleDescription description = BundleInspector.inspect(jar, null, clean);
            return new BundleReport(description.id(), check.listVersion(),
                    check.check(clean, description.imports()).faults());
        } finally {
            Files.delete(clean);
        }
    }

    private static void requireNone(List<String> faults) throws SandboxException {
        if (!faults.isEmpty()) {
            int more = faults.size() - 1;
            throw new SandboxException(Reason.REJECTED, "the bundle is refused: " + faults.getFirst()
                    + (more == 0 ? "" : "; and " + more + " more, which netserv check lists"));
        }
    }

    @Override
    public List<String> buildingBlocks() {
        return BUILDING_BLOCKS;
    }

    @Override
    public long retainedBytes(Collection<InstalledModule> of, long limitBytes) {
        List<Object> roots = new ArrayList<>();
        List<Class<?>> classes = new ArrayList<>();
        for (InstalledModule module : of) {
            if (module instanceof HostedModule hosted) {
                hosted.addKept(roots, classes);
            }
        }
        return heap.retainedBytes(roots, classes, limitBytes);
    }

    @Override
    public void close() {
        List<HostedModule> left;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            left = List.copyOf(modules).reversed();
        }
        left.forEach(HostedModule::stop);
        try {
            framework.stop();
            framework.waitForStop(CLOSE_MILLIS);
        } catch (BundleException e) {
            LOGGER.warn("The framework of {} does not stop: {}", settings.user(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            share.placement().close();
        }
    }

    private Bundle installBundle(BundleDescription description, Path clean, Map<String, byte[]> classes)
            throws SandboxException, IOException {
        BundleContext context = Objects.requireNonNull(framework.getBundleContext());
        Bundle bundle;
        try (InputStream in = Files.newInputStream(clean)) {
            bundle = context.installBundle("netserv:" + description.id() + "#" + ++sequence, in);
        } catch (BundleException e) {
            throw new SandboxException(Reason.REJECTED, "the bundle is refused: " + Texts.describe(e), e);
        }
        BundleRevision revision = Objects.requireNonNull(bundle.adapt(BundleRevision.class));
        inspectedOnly.admit(revision);
        knownClasses.admit(bundle, classes);
        check.admit(bundle.getBundleId(), classes);
        if (!wiring.resolveBundles(List.of(bundle))) {
            String missing = missingRequirements(revision);
            uninstall(bundle);
            throw new SandboxException(Reason.DEPENDENCY, description.id() + " lacks " + missing);
        }
        gate.assign(Objects.requireNonNull(bundle.adapt(BundleWiring.class), "it is resolved").getClassLoader());
        return bundle;
    }

    private String missingRequirements(BundleRevision revision) {
        List<String> missing = new ArrayList<>();
        for (BundleRequirement requirement : revision.getDeclaredRequirements(null)) {
            boolean optional = "optional".equals(requirement.getDirectives().get("resolution"));
            if (!optional && wiring.findProviders(requirement).isEmpty()) {
                missing.add(requirement.getNamespace() + " " + requirement.getDirectives().get("filter"));
            }
        }
        return missing.isEmpty() ? "a consistent choice of its imports (uses constraints)"
                : "what its manifest requires: " + String.join(", ", missing);
    }

    private void checkDependencies(BundleDescription description, List<Dependency> wanted) throws SandboxException {
        List<String> missing = new ArrayList<>();
        for (Dependency dependency : wanted) {
            if (!isThere(dependency)) {
                missing.add(dependency.toString());
            }
        }
        if (!missing.isEmpty()) {
            throw new SandboxException(Reason.DEPENDENCY, description.id() + " depends on what is not here: "
                    + Texts.oneLine(String.join(", ", missing)));
        }
    }

    private boolean isThere(Dependency dependency) {
        for (String block : BUILDING_BLOCKS) {
            int underscore = block.lastIndexOf('_');
            if (dependency.isMetBy(block.substring(0, underscore),
                    Version.parseVersion(block.substring(underscore + 1)))) {
                return true;
            }
        }
        return modules.stream().map(HostedModule::description)
                .anyMatch(there -> dependency.isMetBy(there.symbolicName(), there.version()));
    }

    private synchronized void remove(HostedModule module) {
        modules.remove(module);
        uninstall(module.bundle());
    }

    private void uninstall(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision != null) {
            inspectedOnly.forget(revision);
        }
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        } catch (BundleException e) {
            LOGGER.warn("{} of {} is not uninstalled cleanly: {}", bundle.getLocation(), settings.user(),
                    e.getMessage());
        }
        releaseUninstalled();
        if (!wiring.getRemovalPendingBundles().contains(bundle)) {
            forgetClasses(bundle);
        }
    }

    /** Uninstalled bundles whose packages others used stay until the last of these is uninstalled too. */
    private void releaseUninstalled() {
        for (Bundle pending : wiring.getRemovalPendingBundles()) {
            Collection<Bundle> users = wiring.getDependencyClosure(List.of(pending));
            if (users.stream().allMatch(user -> user.getState() == Bundle.UNINSTALLED)) {
                wiring.refreshBundles(List.of(pending));
                forgetClasses(pending);
            }
        }
    }

    private void forgetClasses(Bundle bundle) {
        knownClasses.forget(bundle);
        check.forget(bundle.getBundleId());
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOGGER.warn("{} is left behind: {}", file, e.getMessage());
        }
    }
}
