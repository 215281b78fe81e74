package org.netserv.signaling.nslp;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.PathAnswer;
import org.netserv.node.message.PathAnswer.Result;
import org.netserv.node.message.StatusCode;
import org.netserv.node.signaling.OnPath;

/** A node that takes whatever comes, or takes its time. */
public final class FakeNode implements OnPath {
    private final String id;
    /** What it took. */
    public final List<ControlMessage> taken = new CopyOnWriteArrayList<>();
    /** What it answers from now on. */
    public volatile CompletionStage<PathAnswer> answer = CompletableFuture.completedStage(installed());

    public FakeNode(String id) {
        this.id = id;
    }

    /** Whose paths have left it. */
    final BlockingQueue<ControlMessage> left = new LinkedBlockingQueue<>();

    static PathAnswer installed() {
        return new PathAnswer(Result.INSTALLED, Answer.of(StatusCode.DONE, "").about("a_1.0.0"));
    }

    @Override
    public String nodeId() {
        return id;
    }

    @Override
    public CompletionStage<PathAnswer> take(ControlMessage message) {
        taken.add(message);
        return answer;
    }

    @Override
    public void leave(ControlMessage setup) {
        left.add(setup);
    }
}
