package org.netserv.dataplane.xdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.EthernetLink;
import org.netserv.node.plane.PlaneException;

/**
 * An interface of the plane's, as it was when it was last looked at.
 *
 * <p><b>Thread.</b> {@link #refresh}: one at a time, in the plane's network namespace. {@link #mtu}: any, packet threads too.
 */
final class Link {
    private EthernetLink last;
    /** Read by packet threads, which may see a change a while later. */
    private int mtu;
    private boolean replaced;
    private volatile @Nullable String trouble;

    private Link(EthernetLink found) {
        last = found;
        mtu = found.mtu();
    }

    /**
     * The interfaces of these names; all Ethernet interfaces that are up, if none is named.
     *
     * @throws PlaneException if one is not there, is down or is no Ethernet interface
     */
    static List<Link> find(List<String> names) throws PlaneException {
        if (names.isEmpty()) {
            List<Link> up = EthernetLink.all().stream().filter(EthernetLink::isUp).map(Link::new).toList();
            if (up.isEmpty()) {
                throw new PlaneException("xdp found no Ethernet interface that is up: expected one at least");
            }
            return up;
        }
        List<Link> links = new ArrayList<>();
        for (String name : names) {
            EthernetLink found = EthernetLink.find(name).orElseThrow(
                    () -> new PlaneException("xdp: there is no interface " + name + ", or it is not Ethernet"));
            if (!found.isUp()) {
                throw new PlaneException("xdp: interface " + name + " is down: set it up first");
            }
            links.add(new Link(found));
        }
        return links;
    }

    String name() {
        return last.name();
    }

    int ifindex() {
        return last.ifindex();
    }

    /** Receive queues that it has. */
    int queues() {
        return last.queues();
    }

    byte[] mac() {
        return last.macBytes();
    }

    /** Longest IP packet that it takes. */
    int mtu() {
        return mtu;
    }

    /** What is wrong with it; null if nothing. */
    @Nullable
    String trouble() {
        return trouble;
    }

    /** Whether another interface of its name has come, and is up. */
    boolean isReplaced() {
        return replaced;
    }

    /** Looks at it again; whether it is there. */
    boolean refresh() {
        Optional<EthernetLink> now = EthernetLink.find(name());
        if (now.isEmpty() || now.get().ifindex() != ifindex()) {
            trouble = "interface " + name() + " is gone";
            replaced = now.isPresent() && now.get().isUp();
            return false;
        }
        trouble = now.get().isUp() ? null : "interface " + name() + " is down";
        last = now.get();
        mtu = last.mtu();
        return true;
    }
}
