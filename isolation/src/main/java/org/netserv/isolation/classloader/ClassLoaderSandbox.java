package org.netserv.isolation.classloader;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.netserv.node.container.FrameworkContainer;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;

/**
 * Containers in the node's JVM: fast, and no harder than the flags that the JVM was launched with.
 *
 * <p><b>Errors.</b> Opens nothing if a flag is missing or takes a wall away: the message names it.
 */
public final class ClassLoaderSandbox implements Sandbox {

    /** For {@link java.util.ServiceLoader}. */
    public ClassLoaderSandbox() {}

    @Override
    public String kind() {
        return "classloader";
    }

    @Override
    public Container open(ContainerSettings settings, ContainerServices services) throws SandboxException {
        List<String> faults = LaunchFlags.faults(ManagementFactory.getRuntimeMXBean().getInputArguments());
        if (!faults.isEmpty()) {
            throw new SandboxException(Reason.UNAVAILABLE, "this JVM was not launched so that publishers' code could be"
                    + " kept apart in it: " + String.join("; ", faults));
        }
        return FrameworkContainer.open(settings, services);
    }
}
