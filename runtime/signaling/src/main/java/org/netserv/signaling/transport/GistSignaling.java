package org.netserv.signaling.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.security.GeneralSecurityException;
import java.time.Instant;
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
        GistNode gist = node(wanted);
        PathNslp nslp = new PathNslp(node, gist.settings().addresses(), gist, counters);
        gist.host(nslp);
        for (NslpProvider provider : ServiceLoader.load(NslpProvider.class)) {
            gist.host(provider.open(gist));
        }
        gist.countInto(counters);
        IntFunction<SignalingTap> taps = gist.intercept(workers, counters);
        LOG.info("signaling at {}", gist.settings().addresses());
        return new Running(gist, nslp, taps);
    }

    /**
     * A node as a configuration wants it, without applications, not started; in the network namespace of the calling thread.
     *
     * @throws IOException if a port is taken, or the kernel refuses a socket
     */
    public static GistNode node(Configuration.Signaling wanted) throws IOException {
        List<IpAddress> addresses = wanted.addresses().isEmpty() ? ofHost() : wanted.addresses();
        if (addresses.isEmpty()) {
            throw new IOException("this host has no address for signaling: expected one that is neither loopback nor"
                    + " link-local");
        }
        int tcpPort = wanted.tcpPort() == Configuration.NO_PORT ? 0 : wanted.tcpPort();
        int alert = wanted.routerAlert() == Configuration.NO_PORT ? GistNode.NO_ROUTER_ALERT : wanted.routerAlert();
        Configuration.Tls tls = wanted.tls();
        return GistNode.onPath(Settings.of(addresses.toArray(IpAddress[]::new))
                .withPorts(Settings.UDP_PORT, tcpPort, tls == null ? 0 : tls.port()), alert,
                tls == null ? null : setup(tls));
    }

    private static TlsSetup setup(Configuration.Tls tls) throws IOException {
        Instant end = tls.certificates().getFirst().getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            LOG.warn("signaling: the certificate ended at {}: peers will refuse it", end);
        }
        List<AuthorisedPeers.Rule> rules = tls.peers().stream()
                .map(peer -> new AuthorisedPeers.Rule(peer.name(), peer.scope(), peer.allow())).toList();
        try {
            return TlsSetup.of(tls.certificates(), tls.key(), tls.authorities(), new AuthorisedPeers(rules));
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate of signaling cannot be used: " + e.getMessage(), e);
        }
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
