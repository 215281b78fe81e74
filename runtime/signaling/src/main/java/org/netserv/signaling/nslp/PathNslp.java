package org.netserv.signaling.nslp;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.message.PathAnswer;
import org.netserv.node.net.IpAddress;
import org.netserv.node.signaling.OnPath;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Gist;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.nslp.NslpTallies.Event;
import org.netserv.signaling.nslp.wire.Frame;
import org.netserv.signaling.nslp.wire.NslpFormatException;
import org.netserv.signaling.nslp.wire.RequestType;
import org.netserv.signaling.nslp.wire.ResponseStack;
import org.netserv.signaling.nslp.wire.StackEntry;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/**
 * The NetServ application at a node. A request goes on down the path at once, as it came, whatever the node thinks of it; its
 * response comes back the same way, and takes this node's entry along. Behind the last node there is nobody: it begins the
 * response.
 *
 * <p>Whatever comes is hostile. Bounds: {@link Frame#MOST_BYTES} a message, {@link Desk#MOST_QUEUED} requests that wait to be
 * verified, {@link Exchanges#MOST_WAITING} that wait for their response, none of them longer than {@link #waitMillis}, and
 * {@link Followed#MOST} whose path is watched.
 *
 * <p><b>Thread.</b> That of {@link Nslp}; nothing here waits on it.
 */
public final class PathNslp implements Nslp, AutoCloseable {
    /** The application's number, unless operators have agreed on another: RFC 5971 leaves 32704 to 32767 to experiments. */
    public static final int DEFAULT_ID = 32_741;

    private static final int WAIT_MILLIS = 1_000;
    private static final int WAIT_MILLIS_A_HOP = 200;
    private static final int MOST_HOPS = 32;

    private final OnPath node;
    private final List<IpAddress> addresses;
    private final Gist gist;
    private final NslpTallies tallies;
    private final Desk desk;
    private final Follower follower;
    private final Exchanges exchanges = new Exchanges();
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param node acts on what comes
     * @param addresses the node's own
     * @param gist that will call it
     */
    public PathNslp(OnPath node, List<IpAddress> addresses, Gist gist, NodeCounters counters) {
        this.node = node;
        this.addresses = List.copyOf(addresses);
        this.gist = gist;
        tallies = new NslpTallies(counters);
        desk = new Desk(node);
        follower = new Follower(node, gist, DEFAULT_ID, Clock.systemUTC());
        timer = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().name("netserv-nslp-timer").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public int id() {
        return DEFAULT_ID;
    }

    @Override
    public Decision query(Arrival query) {
        return Decision.PEER;
    }

    @Override
    public void received(Arrival message) {
        try {
            Frame frame = Frame.parse(message.data());
            if (frame.isResponse() != message.mri().isUpstream()) {
                tallies.count(Event.MALFORMED);
            } else if (frame.type() == RequestType.TEARDOWN && !frame.isResponse()) {
                tallies.count(follower.torn(message, frame) ? Event.TEARDOWNS : Event.STRANGER);
            } else if (!message.validated() || message.explicitlyRouted()) {
                tallies.count(Event.STRANGER);
            } else if (frame.isResponse()) {
                response(message, frame);
            } else {
                request(message, frame);
            }
        } catch (NslpFormatException e) {
            tallies.count(Event.MALFORMED);
        }
    }

    private void request(Arrival message, Frame frame) throws NslpFormatException {
        tallies.count(Event.REQUESTS);
        SessionId session = message.sessionId();
        Mri flow = message.mri();
        Exchanges.Opened opened = exchanges.open(session, flow, frame);
        Exchange exchange = opened.exchange();
        if (exchange == null) {
            if (opened.arrived() == Exchanges.Arrived.OUT_OF_ORDER) {
                tallies.count(Event.OUT_OF_ORDER);
            } else {
                tallies.count(Event.BUSY);
                send(session, flow, ResponseStack.first(frame, entry(Desk.busy()), Frame.PARTIAL));
            }
            return;
        }
        if (opened.arrived() == Exchanges.Arrived.NEW) {
            take(message, frame, exchange);
        }
        if (addresses.contains(flow.destination())) {
            answer(session, flow, exchange.ends(0));
        } else {
            gist.send(new Outgoing(id(), session, flow, message.data(), null, Transfer.RELIABLE, message.hops()));
        }
    }

    private void take(Arrival arrival, Frame frame, Exchange exchange) throws NslpFormatException {
        SessionId session = arrival.sessionId();
        Mri flow = arrival.mri();
        boolean taken = desk.take(frame, (message, decision) -> {
            if (message != null) {
                follower.decided(arrival, frame, message, decision);
            }
            step(session, flow, () -> exchange.decided(entry(decision)));
        });
        if (!taken) {
            tallies.count(Event.BUSY);
            answer(session, flow, exchange.decided(entry(Desk.busy())));
        }
        exchange.deadline(timer.schedule(() -> {
            if (!exchange.isOver()) {
                tallies.count(Event.UNANSWERED);
                step(session, flow, () -> exchange.late(entry(Desk.busy())));
            }
        }, waitMillis(arrival.hops()), TimeUnit.MILLISECONDS));
    }

    /** The nearer to the request's source, the longer: so what a node further down has to say is still waited for. */
    static long waitMillis(int hops) {
        return WAIT_MILLIS + (long) WAIT_MILLIS_A_HOP * Math.min(hops, MOST_HOPS);
    }

    private void response(Arrival message, Frame frame) throws NslpFormatException {
        Exchange exchange = exchanges.of(message.sessionId(), message.mri());
        if (exchange == null || exchange.isOver() || !exchange.id().equals(frame.id())) {
            tallies.count(Event.UNASKED);
            return;
        }
        answer(message.sessionId(), message.mri(), exchange.responded(frame));
    }

    @Override
    public void failed(Outgoing message, Failure why) {
        if (message.to() != null) {
            return; // a node that was left behind, and is gone
        }
        Outgoing otherwise = Fallback.of(message, why);
        if (otherwise != null) {
            gist.send(otherwise);
            return;
        }
        if (message.mri().isUpstream()) {
            return; // whoever asked will ask again
        }
        Exchange exchange = exchanges.of(message.sessionId(), message.mri());
        if (exchange != null && isOf(message, exchange)) {
            int flags = why == Failure.NO_NEXT_NODE ? 0 : Frame.PARTIAL;
            step(message.sessionId(), message.mri(), () -> exchange.ends(flags));
        }
    }

    private static boolean isOf(Outgoing message, Exchange exchange) {
        try {
            return Frame.parse(message.data()).id().equals(exchange.id());
        } catch (NslpFormatException e) {
            throw new IllegalStateException("it was forwarded as it came", e);
        }
    }

    @Override
    public void changed(Notification news) {
        Exchange exchange = exchanges.of(news.sessionId(), news.mri());
        follower.changed(news, exchange != null && !exchange.isOver());
    }

    private StackEntry entry(PathAnswer answer) {
        return StackEntry.of(node.nodeId(), addresses, answer);
    }

    /** Something that may complete a response. */
    private interface Step {
        @Nullable
        Octets run() throws NslpFormatException;
    }

    private void step(SessionId session, Mri flow, Step step) {
        try {
            answer(session, flow, step.run());
        } catch (NslpFormatException e) {
            tallies.count(Event.MALFORMED);
        }
    }

    private void answer(SessionId session, Mri flow, @Nullable Octets response) {
        if (response != null) {
            send(session, flow, response);
        }
    }

    private void send(SessionId session, Mri flow, Octets response) {
        tallies.count(Event.RESPONSES);
        gist.send(Outgoing.of(id(), session, flow.withDirection(true), response, Transfer.RELIABLE));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        desk.close();
        tallies.close();
    }
}
