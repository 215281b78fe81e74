package org.netserv.dataplane.xdp.ring;

/**
 * A queue of an interface.
 *
 * @param name the interface's name
 * @param ifindex its index
 * @param queue from 0
 */
public record PortSpec(String name, int ifindex, int queue) {
    @Override
    public String toString() {
        return name + ":" + queue;
    }
}
