package org.netserv.signaling.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.PollSet;
import org.netserv.ffi.Wakeup;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.wire.Mri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets of the kernel. What is addressed to this node comes and goes by a UDP socket an address; Queries leave by raw sockets,
 * as packets of the flow: to its destination, and with the source of whoever asks. The kernel matches ICMP errors about both with
 * the UDP sockets.
 *
 * <p><b>Ownership.</b> The sockets' network namespace is that of the thread that opens them.
 */
final class KernelDatagrams implements Datagrams {
    private static final Logger LOG = LoggerFactory.getLogger(KernelDatagrams.class);
    private static final int WAKEUP = 0;
    /** What most systems begin with. */
    private static final int IP_TTL = 64;

    private final Arena arena = Arena.ofShared();
    private final Settings settings;
    private final List<UdpPort> ports = new ArrayList<>();
    private final UdpInbox inbox;
    private @Nullable UdpPort ipv4;
    private @Nullable UdpPort ipv6;
    private @Nullable QuerySender queries4;
    private @Nullable QuerySender queries6;
    private final Wakeup wakeup = new Wakeup();
    private final PollSet waiting;

    private KernelDatagrams(Settings settings, int routerAlert) {
        this.settings = settings;
        inbox = new UdpInbox(arena, settings.udpPort());
        try {
            for (IpAddress address : settings.addresses()) {
                UdpPort port = UdpPort.open(arena, address, settings.udpPort(), IP_TTL);
                ports.add(port);
                if (address.isIpv4() && ipv4 == null) {
                    ipv4 = port;
                    queries4 = QuerySender.open(arena, true, routerAlert);
                } else if (!address.isIpv4() && ipv6 == null) {
                    ipv6 = port;
                    queries6 = QuerySender.open(arena, false, routerAlert);
                }
            }
        } catch (NativeException e) {
            close();
            throw e;
        }
        int[] fds = new int[1 + ports.size()];
        fds[WAKEUP] = wakeup.fd();
        for (int i = 0; i < ports.size(); i++) {
            fds[1 + i] = ports.get(i).socket().fd();
        }
        waiting = new PollSet(arena, fds);
    }

    /** @throws IOException if a port is taken, or the kernel refuses a socket */
    static KernelDatagrams open(Settings settings, int routerAlert) throws IOException {
        try {
            return new KernelDatagrams(settings, routerAlert);
        } catch (NativeException e) {
            throw new IOException(reason(e, settings), e);
        }
    }

    private static String reason(NativeException e, Settings settings) {
        return switch (e.errno()) {
            case Errno.EPERM, Errno.EACCES -> "sockets for signaling need CAP_NET_RAW and CAP_NET_BIND_SERVICE: "
                    + e.getMessage();
            case Errno.EADDRINUSE -> "UDP port " + settings.udpPort() + " is in use: expected no other GIST node at "
                    + settings.addresses();
            case Errno.EADDRNOTAVAIL -> "not all of " + settings.addresses() + " are addresses of this host";
            default -> "no sockets for signaling: " + e.getMessage();
        };
    }

    @Override
    public int ipTtl() {
        return IP_TTL;
    }

    @Override
    public void beforeAwait() {
        flush();
        wakeup.beforeSleep();
    }

    @Override
    public void await(int millis) {
        waiting.await(millis);
        wakeup.afterSleep(waiting.isReady(WAKEUP));
    }

    @Override
    public void wake() {
        wakeup.wake();
    }

    @Override
    public void receive(Engine engine) {
        for (int i = 0; i < ports.size(); i++) {
            if (waiting.isReady(1 + i)) {
                inbox.receive(ports.get(i), engine);
            }
        }
    }

    private void flush() {
        for (int i = 0; i < ports.size(); i++) {
            ports.get(i).outbox().flush();
        }
    }

    @Override
    public void send(MemorySegment message, int length, IpAddress to, int port) {
        UdpPort by = to.isIpv4() ? ipv4 : ipv6;
        if (by != null && port != 0) {
            by.outbox().add(message, length, to, port);
        }
    }

    @Override
    public void sendTowards(MemorySegment message, int length, Mri flow) {
        IpAddress own = settings.addressFor(flow.ipVersion() == 4);
        if (own != null) {
            query(message, length, flow, own, settings.udpPort(), IP_TTL);
        }
    }

    /** As any router would: with one hop less to go, and not at all if that was the last. */
    @Override
    public void forward(MemorySegment message, int length, Mri flow, IpAddress source, int port, int ipTtl) {
        int left = ipTtl == 0 ? IP_TTL : ipTtl - 1;
        if (left > 0) {
            query(message, length, flow, source, port, left);
        }
    }

    private void query(MemorySegment message, int length, Mri flow, IpAddress source, int port, int ttl) {
        QuerySender by = source.isIpv4() ? queries4 : queries6;
        IpAddress to = Routes.TO_THE_END.next(flow);
        if (by != null && to.isIpv4() == source.isIpv4()) {
            said(to, by.send(message, length, flow, source, port, to, settings.udpPort(), ttl));
        }
    }

    /** As if it were lost on the way; whoever needs an answer sends again. */
    private static void said(IpAddress to, long result) {
        if (result < 0) {
            LOG.debug("signaling: cannot send to {}: errno {}", to, -result);
        }
    }

    @Override
    public void close() {
        flush();
        ports.forEach(UdpPort::close);
        if (queries4 != null) {
            queries4.close();
        }
        if (queries6 != null) {
            queries6.close();
        }
        wakeup.close();
        arena.close();
    }
}
