package org.netserv.node.sandbox;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A kind of place for publishers' code to run in; found with {@link java.util.ServiceLoader}.
 *
 * <p><b>Thread.</b> Any.
 */
public interface Sandbox {

    /** The kind, as in the header {@code sandbox}: {@code classloader}, {@code isolate} or {@code lxc}. */
    String kind();

    /**
     * What an installation would say of a bundle, whatever it depends on; without running or keeping any of it.
     *
     * @throws SandboxException if it is not a bundle, or its manifest is refused
     * @throws IOException if it cannot be read
     */
    BundleReport inspect(Path jar) throws SandboxException, IOException;

    /**
     * Does once what the first container would otherwise have to wait for. A node calls it when it starts, before it takes
     * messages.
     *
     * <p><b>Errors.</b> {@link IllegalStateException} if this JVM lacks something that modules may rely on.
     */
    default void prepare() {}

    /**
     * A publisher's container, empty.
     *
     * @throws SandboxException if this process or host cannot keep what the kind promises: the message says what is
     *     missing and how to get it
     */
    Container open(ContainerSettings settings, ContainerServices services) throws SandboxException;
}
