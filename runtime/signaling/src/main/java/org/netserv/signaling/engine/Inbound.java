package org.netserv.signaling.engine;

import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/**
 * A message that has just arrived, with what is known of how it came. There is one, used again and again.
 */
final class Inbound {
    private static final IpAddress NOWHERE = IpAddress.ofIpv4(0);

    final MessageView view = new MessageView();
    IpAddress source = NOWHERE;
    int port;
    /** 0 if unknown. */
    int ipTtl;
    int interfaceIndex;
    /** Null for a datagram. */
    @Nullable
    Association association;

    void set(IpAddress from, int fromPort, int ttl, int arrivedAt, @Nullable Association by) {
        source = from;
        port = fromPort;
        ipTtl = ttl;
        interfaceIndex = arrivedAt;
        association = by;
    }

    /** How many nodes may still process what follows. */
    int hopsLeft() {
        return view.hops() - 1;
    }

    /** IP hops to the sender of a datagram that went downstream, 0 if unknown. */
    int distance() {
        int stated = view.networkInfo().ipTtl();
        return view.isUpstream() ? stated : stated == 0 || ipTtl == 0 ? 0 : Math.max(0, stated - ipTtl);
    }

    Peer sender() {
        return new Peer(Octets.of(view.networkInfo().copyIdentity()), view.networkInfo().address());
    }

    /** Whether the message says that it is from this peer. */
    boolean isFrom(@Nullable Peer peer) {
        return peer != null && view.networkInfo().isOf(peer.identity(), peer.address());
    }

    Arrival arrival(@Nullable Peer from, boolean validated) {
        Octets data = view.has(ObjectType.NSLP_DATA) ? Octets.of(view.copyValue(ObjectType.NSLP_DATA)) : Octets.EMPTY;
        return new Arrival(view.nslpId(), new SessionId(view.sessionHigh(), view.sessionLow()), view.mri(), data, from,
                validated, view.isExplicitlyRouted(), hopsLeft(),
                view.has(ObjectType.NETWORK_INFO) ? distance() : 0, interfaceIndex,
                association != null);
    }
}
