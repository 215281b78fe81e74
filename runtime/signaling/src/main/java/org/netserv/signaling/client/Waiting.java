package org.netserv.signaling.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.client.PathResult.End;
import org.netserv.signaling.nslp.Fallback;
import org.netserv.signaling.nslp.PathNslp;
import org.netserv.signaling.nslp.wire.Frame;
import org.netserv.signaling.nslp.wire.NslpFormatException;
import org.netserv.signaling.nslp.wire.RequestId;
import org.netserv.signaling.nslp.wire.ResponseStack;
import org.netserv.signaling.nslp.wire.StackEntry;
import org.netserv.signaling.wire.SessionId;

/**
 * The NetServ application of a client: requests that wait for their responses. It answers no Query but one for its own address,
 * which GIST answers whatever an application says.
 *
 * <p><b>Thread.</b> GIST's for what comes; any for {@link #exchange}.
 */
final class Waiting implements Nslp {
    private final Consumer<Outgoing> sender;
    private final Map<SessionId, Request> requests = new ConcurrentHashMap<>();

    Waiting(Consumer<Outgoing> sender) {
        this.sender = sender;
    }

    /** What may come of a request. */
    private sealed interface Outcome {}

    private record Answered(Frame response) implements Outcome {}

    private record Failed(Failure why) implements Outcome {}

    private record Request(RequestId id, BlockingQueue<Outcome> outcomes) {}

    /** Sends a request until it is answered, or the time is up. */
    PathResult exchange(RequestId id, Outgoing request, Duration timeout, long firstRetryMillis)
            throws InterruptedException {
        long start = System.nanoTime();
        Request waiting = new Request(id, new LinkedBlockingQueue<>());
        requests.put(request.sessionId(), waiting);
        try {
            String trouble = "nobody answered within " + timeout.toSeconds() + " s";
            long waitMillis = firstRetryMillis;
            sender.accept(request);
            long sent = start;
            while (true) {
                long left = timeout.toNanos() - (System.nanoTime() - start);
                if (left <= 0) {
                    return new PathResult(End.NO_ANSWER, List.of(), false, trouble, timeout);
                }
                long untilRetry = TimeUnit.MILLISECONDS.toNanos(waitMillis) - (System.nanoTime() - sent);
                Outcome outcome = waiting.outcomes.poll(Math.min(left, untilRetry), TimeUnit.NANOSECONDS);
                Duration time = Duration.ofNanos(System.nanoTime() - start);
                switch (outcome) {
                    case null -> {
                        if (System.nanoTime() - sent >= TimeUnit.MILLISECONDS.toNanos(waitMillis)) {
                            waitMillis *= 2;
                            sent = System.nanoTime();
                            sender.accept(request);
                        }
                    }
                    case Answered(Frame response) -> {
                        return result(response, time);
                    }
                    case Failed(Failure why) when why == Failure.NO_NEXT_NODE -> {
                        return new PathResult(End.NO_NODES, List.of(), false,
                                "there is no NetServ node on the path", time);
                    }
                    case Failed(Failure why) -> trouble = sentence(why);
                }
            }
        } finally {
            requests.remove(request.sessionId());
        }
    }

    private static PathResult result(Frame response, Duration time) {
        try {
            List<StackEntry> nodes = ResponseStack.entries(response).reversed();
            boolean partial = (response.flags() & Frame.PARTIAL) != 0;
            return new PathResult(partial ? End.PARTIAL : End.COMPLETE, nodes,
                    (response.flags() & Frame.TRUNCATED) != 0,
                    partial ? "there may be more nodes behind the last one: it got no answer from there" : "", time);
        } catch (NslpFormatException e) {
            return new PathResult(End.NO_ANSWER, List.of(), false, "the response is damaged: " + e.getMessage(),
                    time);
        }
    }

    private static String sentence(Failure why) {
        return switch (why) {
            case NO_COMMON_STACK -> "the first node takes no connections, and the message is too long for a datagram";
            case ASSOCIATION_FAILED -> "the connection to the first node failed";
            case REFUSED -> "the first node refuses the message";
            default -> "the message could not be sent: " + why;
        };
    }

    @Override
    public int id() {
        return PathNslp.DEFAULT_ID;
    }

    @Override
    public Decision query(Arrival query) {
        return Decision.FORWARD;
    }

    @Override
    public void received(Arrival message) {
        Request waiting = requests.get(message.sessionId());
        if (waiting == null || !message.validated() || !message.mri().isUpstream()) {
            return;
        }
        try {
            Frame frame = Frame.parse(message.data());
            if (frame.isResponse() && frame.id().equals(waiting.id)) {
                waiting.outcomes.add(new Answered(frame));
            }
        } catch (NslpFormatException e) {
            // Damaged, or of another version: as if it had not come.
        }
    }

    @Override
    public void failed(Outgoing message, Failure why) {
        Outgoing otherwise = Fallback.of(message, why);
        if (otherwise != null) {
            sender.accept(otherwise);
            return;
        }
        Request waiting = requests.get(message.sessionId());
        if (waiting != null) {
            waiting.outcomes.add(new Failed(why));
        }
    }

    @Override
    public void changed(Notification news) {
        @Nullable
        Request waiting = requests.get(news.sessionId());
        if (waiting != null && news.kind() == Notification.Kind.ASSOCIATION_LOST) {
            waiting.outcomes.add(new Failed(Failure.ASSOCIATION_FAILED));
        }
    }
}
