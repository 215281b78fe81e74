package org.netserv.isolation.classloader;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import org.netserv.isolation.cgroup.CpuWeights;
import org.netserv.isolation.heap.RetainedHeap;
import org.netserv.isolation.verify.BundleVerifier;
import org.netserv.node.container.FrameworkContainer;
import org.netserv.node.sandbox.BundleReport;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Containers in the node's JVM, for bundles whose classes use nothing but what the allow-list names. Behind that stand the
 * flags that the JVM was launched with.
 *
 * <p><b>Errors.</b> Opens nothing if a flag is missing or takes a wall away: the message names it.
 */
public final class ClassLoaderSandbox implements Sandbox {

    private static final Logger LOG = LoggerFactory.getLogger(ClassLoaderSandbox.class);

    private final CpuWeights weights = new CpuWeights();

    /** For {@link java.util.ServiceLoader}. */
    public ClassLoaderSandbox() {}

    @Override
    public String kind() {
        return "classloader";
    }

    @Override
    public void prepare() {
        LOG.debug("modules may use what the list of version {} names", Opened.VERIFIER.listVersion());
    }

    @Override
    public Container open(ContainerSettings settings, ContainerServices services) throws SandboxException {
        List<String> faults = LaunchFlags.faults(ManagementFactory.getRuntimeMXBean().getInputArguments());
        if (!faults.isEmpty()) {
            throw new SandboxException(Reason.UNAVAILABLE, "this JVM was not launched so that publishers' code could be"
                    + " kept apart in it: " + String.join("; ", faults));
        }
        return FrameworkContainer.open(settings, services, new PublisherCheck(Opened.VERIFIER), new RetainedHeap(),
                weights.of(settings.user(), settings.quota().cpuWeight()));
    }

    @Override
    public BundleReport inspect(Path jar) throws SandboxException, IOException {
        return FrameworkContainer.inspect(jar, new PublisherCheck(Verifier.INSTANCE));
    }

    /** Made when the first bundle comes: reading the list takes some milliseconds. */
    private static final class Verifier {
        static final BundleVerifier INSTANCE = new BundleVerifier();
    }

    /** Made when the node starts, or with the first container. */
    private static final class Opened {
        static final BundleVerifier VERIFIER = initialised();

        private static BundleVerifier initialised() {
            Verifier.INSTANCE.initialiseListedClasses();
            return Verifier.INSTANCE;
        }
    }
}
