package org.netserv.perf.rig;

import org.netserv.ffi.NetworkInterfaces;

/**
 * A network interface and the namespace that it is in.
 *
 * @param namespace as {@code ip netns} names it; empty for that of this process
 * @param name of the interface
 */
public record Port(String namespace, String name) {

    /** An interface of this process's own namespace. */
    public static Port here(String name) {
        return new Port("", name);
    }

    /**
     * Its index there.
     *
     * <p><b>Errors.</b> NativeException when there is no such interface.
     */
    public int index() {
        try (HostThread host = new HostThread("port-index", namespace)) {
            return host.call(() -> NetworkInterfaces.index(name));
        }
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : name + " of " + namespace;
    }
}
