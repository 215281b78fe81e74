package org.netserv.dataplane.xdp;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.EthernetChannels;
import org.netserv.node.plane.PlaneException;

/**
 * An interface of the plane's, as it is in the kernel now.
 *
 * <p><b>Thread.</b> {@link #refresh}: one at a time, in the plane's network namespace. {@link #mtu}: any, packet threads too.
 */
final class Link {
    private static final int MAC_BYTES = 6;

    private final String name;
    private final int ifindex;
    private final int queues;
    private byte[] mac;
    /** Read by packet threads, which may see a change a while later. */
    private int mtu;
    private volatile @Nullable String trouble;

    private Link(NetworkInterface found, byte[] mac) throws SocketException {
        name = found.getName();
        ifindex = found.getIndex();
        mtu = found.getMTU();
        queues = EthernetChannels.receive(name);
        this.mac = mac;
    }

    /**
     * The interfaces of these names; all Ethernet interfaces that are up, if none is named.
     *
     * @throws PlaneException if one is not there, is down or is no Ethernet interface
     */
    static List<Link> find(List<String> names) throws PlaneException {
        List<Link> links = new ArrayList<>();
        try {
            if (names.isEmpty()) {
                for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                    byte[] mac = each.getHardwareAddress();
                    if (each.isUp() && !each.isLoopback() && mac != null && mac.length == MAC_BYTES) {
                        links.add(new Link(each, mac));
                    }
                }
                if (links.isEmpty()) {
                    throw new PlaneException("xdp found no Ethernet interface that is up: expected one at least");
                }
            }
            for (String name : names) {
                NetworkInterface each = NetworkInterface.getByName(name);
                if (each == null) {
                    throw new PlaneException("xdp: there is no interface " + name);
                }
                byte[] mac = each.getHardwareAddress();
                if (!each.isUp() || mac == null || mac.length != MAC_BYTES) {
                    throw new PlaneException("xdp: interface " + name + " is "
                            + (each.isUp() ? "no Ethernet interface" : "down: set it up first"));
                }
                links.add(new Link(each, mac));
            }
            return links;
        } catch (SocketException e) {
            throw new PlaneException("xdp: interfaces cannot be looked at: " + e.getMessage(), e);
        }
    }

    String name() {
        return name;
    }

    int ifindex() {
        return ifindex;
    }

    /** Receive queues that it had at the start. */
    int queues() {
        return queues;
    }

    byte[] mac() {
        return mac.clone();
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

    /** Looks at it again; whether its address has changed. */
    boolean refresh() {
        try {
            NetworkInterface now = NetworkInterface.getByIndex(ifindex);
            if (now == null) {
                trouble = "interface " + name + " is gone";
                return false;
            }
            trouble = now.isUp() ? null : "interface " + name + " is down";
            mtu = now.getMTU();
            byte[] address = now.getHardwareAddress();
            if (address != null && address.length == MAC_BYTES && !Arrays.equals(address, mac)) {
                mac = address;
                return true;
            }
        } catch (SocketException e) {
            trouble = "interface " + name + " cannot be looked at: " + e.getMessage();
        }
        return false;
    }
}
