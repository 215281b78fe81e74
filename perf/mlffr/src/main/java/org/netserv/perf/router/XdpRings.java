package org.netserv.perf.router;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.XdpSocket;
import org.netserv.ffi.XdpSocketWatch;
import org.netserv.rig.RigException;

/**
 * The AF_XDP sockets of a container. The kernel counts what each loses, and shows that to nobody but who has the socket: so the
 * harness has duplicates of them. The rings' indices, which it maps, say what waits.
 *
 * <p>In copy mode a packet that finds no frame is among the dropped ones, and makes an empty fill ring besides: that is not counted
 * again. <b>Source.</b> Linux: net/xdp/xsk.c, __xsk_rcv; net/xdp/xsk_buff_pool.c, __xp_alloc.
 */
final class XdpRings implements Junction {
    private final List<XdpSocketWatch> sockets;
    private final XdpForwarded forwarded;
    private final Map<String, String> settings = new LinkedHashMap<>();

    private XdpRings(List<XdpSocketWatch> sockets, XdpForwarded forwarded) {
        this.sockets = sockets;
        this.forwarded = forwarded;
        settings.put("af_xdp", sockets.stream().allMatch(XdpSocketWatch::isZeroCopy) ? "zero copy" : "copy");
    }

    /**
     * Those of a container that takes packets.
     *
     * @param settings what else is to be known of them
     */
    static XdpRings of(Container container, Map<String, String> settings) {
        List<XdpSocketWatch> sockets;
        try {
            sockets = XdpSocketWatch.ofProcess(container.pid());
        } catch (NativeException e) {
            throw new RigException("cannot look at the container's AF_XDP sockets: " + e.getMessage(), e);
        }
        if (sockets.isEmpty()) {
            throw new RigException("the container has no AF_XDP socket: " + container.lastWords());
        }
        XdpRings rings = new XdpRings(sockets, XdpForwarded.of(container));
        rings.settings.putAll(settings);
        return rings;
    }

    @Override
    public Map<String, Long> losses() {
        long dropped = 0;
        long full = 0;
        for (XdpSocketWatch socket : sockets) {
            XdpSocket.Statistics statistics = socket.statistics();
            dropped += statistics.dropped();
            full += statistics.receiveFull();
        }
        return Map.of("af_xdp.rx_dropped", dropped, "af_xdp.rx_ring_full", full);
    }

    @Override
    public long waiting() {
        return sockets.stream().mapToLong(XdpSocketWatch::waiting).sum();
    }

    @Override
    public long forwarded() {
        return forwarded.packets();
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    @Override
    public void close() {
        sockets.forEach(XdpSocketWatch::close);
        forwarded.close();
    }
}
