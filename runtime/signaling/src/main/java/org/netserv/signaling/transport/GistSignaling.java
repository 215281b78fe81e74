package org.netserv.signaling.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.IntFunction;
import org.netserv.node.config.Configuration;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.SignalingTap;
import org.netserv.node.signaling.OnPath;
import org.netserv.node.signaling.Signaling;
import org.netserv.signaling.api.NslpProvider;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.nslp.PathNslp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** GIST for a node that runs: over sockets of the kernel, with the applications that are installed. */
public final class GistSignaling implements Signaling.Provider {
    private static final Logger LOG = LoggerFactory.getLogger(GistSignaling.class);
    /** Nobody is reached there: the plane xdp has a device with an address of these. RFC 6890, RFC 7600. */
    private static final Prefix OF_HOSTS_ALONE = Prefix.parse("192.0.0.0/24");

    /** For {@link ServiceLoader}. */
    public GistSignaling() {}

    @Override
    public Signaling open(Configuration.Signaling wanted, OnPath node, int workers, NodeCounters counters)
            throws IOException {
        List<IpAddress> addresses = wanted.addresses().isEmpty() ? ofHost() : wanted.addresses();
        if (addresses.isEmpty()) {
            throw new IOException("this host has no address for signaling: expected one that is neither loopback nor"
                    + " link-local");
        }
        int tcpPort = wanted.tcpPort() == Configuration.NO_PORT ? 0 : wanted.tcpPort();
        int alert = wanted.routerAlert() == Configuration.NO_PORT ? GistNode.NO_ROUTER_ALERT : wanted.routerAlert();
        GistNode gist = GistNode.onPath(Settings.of(addresses.toArray(IpAddress[]::new))
                .withPorts(Settings.UDP_PORT, tcpPort, 0), alert, null);
        PathNslp nslp = new PathNslp(node, addresses, gist, counters);
        gist.host(nslp);
        for (NslpProvider provider : ServiceLoader.load(NslpProvider.class)) {
            gist.host(provider.open(gist::send));
        }
        gist.countInto(counters);
        IntFunction<SignalingTap> taps = gist.intercept(workers, counters);
        LOG.info("signaling at {}", addresses);
        return new Running(gist, nslp, taps);
    }

    private static List<IpAddress> ofHost() throws IOException {
        List<IpAddress> all = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp()) {
                each.inetAddresses().filter(GistSignaling::isReachable).map(IpAddress::of).forEach(all::add);
            }
        }
        return all;
    }

    private static boolean isReachable(InetAddress address) {
        return !address.isLoopbackAddress() && !address.isLinkLocalAddress() && !address.isMulticastAddress()
                && !OF_HOSTS_ALONE.contains(IpAddress.of(address));
    }

    private record Running(GistNode gist, PathNslp nslp, IntFunction<SignalingTap> taps) implements Signaling {
        @Override
        public void start() {
            gist.start();
        }

        @Override
        public void close() {
            gist.close();
            nslp.close();
        }
    }
}
