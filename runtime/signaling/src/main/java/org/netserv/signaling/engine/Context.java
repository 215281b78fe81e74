package org.netserv.signaling.engine;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.time.TimerWheel;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.Octets;

/** What the parts of an engine share. */
final class Context {
    private static final int IDENTITY_BYTES = 16;
    private static final int TICK_MILLIS = 10;
    private static final int WHEEL_SLOTS = 8192;

    final Settings settings;
    final Network network;
    final RandomGenerator random;
    final Octets identity;
    final RoutingTable table;
    final Peers peers = new Peers();
    final Stacks stacks;
    final TimerWheel stateTimers;
    final TimerWheel associationTimers;
    final Counters counters = new Counters();
    final Int2ObjectHashMap<Nslp> nslps = new Int2ObjectHashMap<>();
    private final @Nullable NetworkInfo ipv4;
    private final @Nullable NetworkInfo ipv6;
    private final Queue<Runnable> calls = new ArrayDeque<>();
    private boolean calling;
    long nowMillis;

    Context(Settings settings, Network network, RandomGenerator random, long nowMillis) {
        this.settings = settings;
        this.network = network;
        this.random = random;
        this.nowMillis = nowMillis;
        byte[] bytes = new byte[IDENTITY_BYTES];
        random.nextBytes(bytes);
        identity = Octets.of(bytes);
        table = new RoutingTable(random);
        stacks = new Stacks(settings);
        stateTimers = new TimerWheel(TICK_MILLIS, WHEEL_SLOTS, nowMillis);
        associationTimers = new TimerWheel(TICK_MILLIS, WHEEL_SLOTS, nowMillis);
        ipv4 = info(settings.addressFor(true));
        ipv6 = info(settings.addressFor(false));
    }

    /** What this node says of itself to nodes of an IP version, or null if it does not speak it. */
    @Nullable
    NetworkInfo self(boolean isIpv4) {
        return isIpv4 ? ipv4 : ipv6;
    }

    /** For how long peers may believe us: as long as all states can be refreshed in, at the rate that we may send. */
    long validityMillis() {
        return Math.max(settings.validityMillis(), 2000L * table.size() / settings.packetsPerSecond());
    }

    /**
     * What a message of ours says of IP hops: downstream with which TTL it leaves, upstream how far the peer is. RFC 5971 §A.3.3.
     *
     * @param mri in the direction in which the message travels
     */
    int ipTtl(Mri mri, int distance) {
        return mri.isUpstream() ? distance : network.ipTtl();
    }

    /** A moment between half and three quarters of a time, so that nodes do not fall into step. */
    long partOf(long millis) {
        return Math.max(1, millis / 2 + (long) (random.nextDouble() * (millis / 4.0)));
    }

    /** Calls an NSLP when the engine has done what it is at; so it may use the engine from there. */
    void call(Runnable nslpCall) {
        calls.add(nslpCall);
    }

    /** Makes the calls that are due. */
    void makeCalls() {
        if (calling) {
            return;
        }
        calling = true;
        try {
            for (Runnable next = calls.poll(); next != null; next = calls.poll()) {
                next.run();
            }
        } finally {
            calling = false;
        }
    }

    private @Nullable NetworkInfo info(@Nullable IpAddress address) {
        return address == null ? null : new NetworkInfo(identity, 0, settings.validityMillis(), address);
    }
}
