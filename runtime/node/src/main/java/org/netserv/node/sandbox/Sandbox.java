package org.netserv.node.sandbox;

/**
 * A kind of place for publishers' code to run in; found with {@link java.util.ServiceLoader}.
 *
 * <p><b>Thread.</b> Any.
 */
public interface Sandbox {

    /** The kind, as in the header {@code sandbox}: {@code classloader}, {@code isolate} or {@code lxc}. */
    String kind();

    /**
     * A publisher's container, empty.
     *
     * @throws SandboxException if this process or host cannot keep what the kind promises: the message says what is
     *     missing and how to get it
     */
    Container open(ContainerSettings settings, ContainerServices services) throws SandboxException;
}
