package org.netserv.signaling.client;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.Method;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.nslp.PathNslp;
import org.netserv.signaling.nslp.wire.RequestCodec;
import org.netserv.signaling.nslp.wire.RequestId;
import org.netserv.signaling.transport.GistNode;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/**
 * Sends a publisher's signed messages along paths, from one address of this host. Whatever it knows is its own: there may be
 * several, each at its address.
 *
 * <pre>{@code
 * try (PathClient client = PathClient.open(IpAddress.parse("192.0.2.10"))) {
 *     PathResult result = client.setup(message, IpAddress.parse("198.51.100.7"), Duration.ofSeconds(10));
 *     result.nodes().forEach(node -> System.out.println(node.nodeId() + " " + node.result()));
 * }
 * }</pre>
 *
 * <p><b>Thread.</b> Any; each call waits for its own answer.
 */
public final class PathClient implements AutoCloseable {
    /** Doubled with each attempt, as QoS NSLP does (RFC 5974). */
    private static final long FIRST_RETRY_MILLIS = 2_000;

    private final GistNode gist;
    private final Waiting waiting;
    private final IpAddress from;
    private final SecureRandom random = new SecureRandom();
    private final int epoch = (int) Instant.now().getEpochSecond();
    private final AtomicInteger sequence = new AtomicInteger();

    /** Over a GIST node that is not started, for the flows from an address. */
    PathClient(GistNode gist, IpAddress from) {
        this.gist = gist;
        this.from = from;
        waiting = new Waiting(gist::send);
        gist.host(waiting).start();
    }

    /**
     * A client at an address of this host, in the network namespace of the calling thread. Needs CAP_NET_RAW, and
     * CAP_NET_BIND_SERVICE for UDP port 270.
     *
     * @throws IOException if the port is taken, or the kernel refuses a socket; the message is one sentence
     */
    public static PathClient open(IpAddress from) throws IOException {
        return new PathClient(GistNode.onPath(Settings.of(from), GistNode.NO_ROUTER_ALERT, null), from);
    }

    /** Has a module installed by every node between here and the user. */
    public PathResult setup(ControlMessage message, IpAddress user, Duration timeout) throws InterruptedException {
        return send(message, Method.SETUP, user, timeout);
    }

    /** Has it removed. */
    public PathResult remove(ControlMessage message, IpAddress user, Duration timeout) throws InterruptedException {
        return send(message, Method.REMOVE, user, timeout);
    }

    /** Asks every node about it. */
    public PathResult probe(ControlMessage message, IpAddress user, Duration timeout) throws InterruptedException {
        return send(message, Method.PROBE, user, timeout);
    }

    /**
     * Sends a message, again and again until it is answered or the time is up: nodes take it once.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} if it is another message, the user is not of the same family as this
     * client's address, or the message is too long in its binary form.
     */
    private PathResult send(ControlMessage message, Method expected, IpAddress user, Duration timeout)
            throws InterruptedException {
        if (message.method() != expected) {
            throw new IllegalArgumentException("the message is a " + message.method() + ": expected a " + expected);
        }
        if (user.isIpv4() != from.isIpv4()) {
            throw new IllegalArgumentException(from + " and " + user + " are of different families");
        }
        RequestId id = new RequestId(random.nextInt(), epoch, sequence.incrementAndGet());
        Octets request = RequestCodec.encode(id, message);
        Outgoing outgoing = Outgoing.of(PathNslp.DEFAULT_ID, new SessionId(random.nextLong(), random.nextLong()),
                Mri.of(from, user), request, Transfer.RELIABLE);
        return waiting.exchange(id, outgoing, timeout, FIRST_RETRY_MILLIS);
    }

    /** Ends it; calls that wait get no answer. */
    @Override
    public void close() {
        gist.close();
    }
}
