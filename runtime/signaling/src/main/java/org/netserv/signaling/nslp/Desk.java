package org.netserv.signaling.nslp;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.PathAnswer;
import org.netserv.node.message.StatusCode;
import org.netserv.node.signaling.OnPath;
import org.netserv.signaling.nslp.wire.Frame;
import org.netserv.signaling.nslp.wire.NslpFormatException;
import org.netserv.signaling.nslp.wire.RequestCodec;
import org.netserv.signaling.nslp.wire.RequestType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests wait until somebody has time to read and verify them: however many come, no more than {@link #WORKERS} threads
 * are busy with them.
 *
 * <p><b>Thread.</b> Any; decisions come on {@code netserv-nslp}, or on a thread of the controller's.
 */
final class Desk implements AutoCloseable {
    static final int WORKERS = 2;
    static final int MOST_QUEUED = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    private final OnPath node;
    private final ThreadPoolExecutor workers;

    Desk(OnPath node) {
        this.node = node;
        workers = new ThreadPoolExecutor(WORKERS, WORKERS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_QUEUED),
                Thread.ofPlatform().name("netserv-nslp-", 0).daemon().factory());
    }

    /** Hears what the node thinks of a request. */
    interface Decision {
        /**
         * It has made up its mind.
         *
         * @param message null if it cannot be read
         */
        void made(@Nullable ControlMessage message, PathAnswer answer);
    }

    /**
     * Has a request decided on.
     *
     * @param decision is called once
     * @return false if the node has too much to do
     */
    boolean take(Frame request, Decision decision) {
        try {
            workers.execute(() -> decide(request, decision));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void decide(Frame request, Decision decision) {
        ControlMessage read = null;
        try {
            ControlMessage message = RequestCodec.decode(request);
            read = message;
            if (request.type() == RequestType.TRIGGER) {
                decision.made(message, refused(StatusCode.UNSUPPORTED, "this node serves no TRIGGER"));
                return;
            }
            node.take(message).whenComplete((answer, failure) -> decision
                    .made(message, failure == null ? answer
                            : refused(StatusCode.START_FAILED, "the node failed: " + failure)));
        } catch (NslpFormatException e) {
            decision.made(read, refused(StatusCode.MALFORMED, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("a request on the path could not be decided on", e);
            decision.made(read, refused(StatusCode.START_FAILED, "the node failed: " + e));
        }
    }

    /** What is said of a request that there is no time for. */
    static PathAnswer busy() {
        return refused(StatusCode.DRAINING, "busy");
    }

    private static PathAnswer refused(StatusCode code, String detail) {
        return new PathAnswer(PathAnswer.Result.REFUSED, Answer.of(code, detail));
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
