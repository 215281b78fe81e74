package org.netserv.node.notify;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.netserv.node.outbound.HttpReply;
import org.netserv.node.outbound.OutboundHttp;
import org.netserv.node.outbound.RefusedUrlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try to tell somebody: a call and its answer, at most {@value #AT_ONCE} at once.
 *
 * <p><b>Thread.</b> Any; waits for its turn, and then for at most the time limit.
 */
final class Exchange implements AutoCloseable {
    /** Tries of all publishers together. */
    static final int AT_ONCE = 16;
    /** Of an answer. */
    static final int MAX_ANSWER_LENGTH = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    private final OutboundHttp http;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("netserv-notify-call-", 0).factory());

    Exchange(OutboundHttp http) {
        this.http = http;
    }

    /** How a try ended. */
    sealed interface Result {
        /** The call was taken. */
        record Taken() implements Result {}

        /** It was not; {@code why} ends a sentence. It may be another time. */
        record NotNow(String why) implements Result {}

        /** It was not and will not be. */
        record Never(String why) implements Result {}

        /** The node does not connect to that URL. */
        record Refused(String why) implements Result {}
    }

    /** Tries it once. */
    Result run(Notice notice, byte[] call, Duration limit) throws InterruptedException {
        turns.acquire();
        try {
            return await(threads.submit(() -> call(notice, call)), limit);
        } catch (RejectedExecutionException e) { // closed in this very moment
            throw new InterruptedException("the node stops");
        } finally {
            turns.release();
        }
    }

    private static Result await(Future<Result> pending, Duration limit) throws InterruptedException {
        try {
            return pending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Result.NotNow("it did not answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            LOG.error("a notification failed", e);
            return new Result.Never("the node failed: " + e.getCause());
        } finally {
            // One that waits for the name service goes on until that answers, and keeps nobody from a turn.
            pending.cancel(true);
        }
    }

    private Result call(Notice notice, byte[] call) {
        try (HttpReply reply = http.post(notice.url(), "text/xml", call)) {
            int status = reply.status();
            if (status == TIMEOUT || status == TOO_MANY || status >= FIRST_SERVER_ERROR) {
                return new Result.NotNow("it answers " + status);
            }
            // A redirect too: where it leads is not what the publisher has signed.
            return status == 200 ? taken(reply.body()) : new Result.Never("it answers " + status + ": expected 200");
        } catch (RefusedUrlException e) {
            return new Result.Refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Result.NotNow(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private static Result taken(InputStream body) throws IOException {
        byte[] answer = body.readNBytes(MAX_ANSWER_LENGTH + 1);
        if (answer.length > MAX_ANSWER_LENGTH) {
            return new Result.Never("its answer is longer than " + MAX_ANSWER_LENGTH + " bytes");
        }
        try {
            String fault = MethodResponse.parse(answer).fault();
            return fault == null ? new Result.Taken() : new Result.Never("it answers with fault " + fault);
        } catch (MethodResponse.MalformedException e) {
            return new Result.Never(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
