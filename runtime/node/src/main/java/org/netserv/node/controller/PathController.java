package org.netserv.node.controller;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.netserv.node.controller.Controller.Admitted;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageException;
import org.netserv.node.message.Envelope;
import org.netserv.node.message.Method;
import org.netserv.node.message.ModuleId;
import org.netserv.node.message.PathAnswer;
import org.netserv.node.message.PathAnswer.Result;
import org.netserv.node.message.ProbeRequest;
import org.netserv.node.message.Request;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.message.StatusCode;
import org.netserv.node.signaling.OnPath;

/**
 * The controller for messages that come on the path.
 *
 * <p>They are decided on as on the control socket, but for three things: a message for another node is passed, not refused. What
 * takes longer than {@value #PATIENCE_MILLIS} ms is answered as accepted. And the very same message may come again, and is told
 * how things stand; it extends nothing, and brings nothing back.
 *
 * <p><b>Thread.</b> Any; requests are carried out on virtual threads, a few of each publisher at once.
 */
final class PathController implements OnPath {
    static final long PATIENCE_MILLIS = 200;
    /** As long as a node on the path may not notice that the path has come back: GIST asks at least as often. */
    static final Duration LEAVE = Duration.ofSeconds(30);

    private final Controller controller;
    private final PublisherSlots underWay = new PublisherSlots("requests");
    private final PathOutcomes outcomes = new PathOutcomes();

    PathController(Controller controller) {
        this.controller = controller;
    }

    @Override
    public String nodeId() {
        return controller.nodeId();
    }

    @Override
    public CompletionStage<PathAnswer> take(ControlMessage message) {
        try {
            Admitted admitted = controller.admit(message);
            Envelope envelope = admitted.request().envelope();
            if (envelope.nodeId() != null && !envelope.nodeId().equals(nodeId())) {
                return now(Result.PASSED, Answer.of(StatusCode.DONE, "for node " + envelope.nodeId()));
            }
            String digest = Freshness.digest(message);
            return controller.isRepeated(admitted) ? again(admitted, digest) : first(admitted, digest);
        } catch (ControlMessageException | Refusal | IOException | RuntimeException e) {
            return now(Result.REFUSED, controller.refusal(e));
        }
    }

    private CompletionStage<PathAnswer> first(Admitted admitted, String digest) throws Refusal {
        String user = admitted.publisher().publisher().name();
        Method method = admitted.request().message().method();
        try {
            underWay.take(user);
        } catch (Refusal e) {
            outcomes.ended(digest, e.answer());
            throw e;
        }
        outcomes.began(digest);
        CompletableFuture<PathAnswer> done = new CompletableFuture<>();
        Thread.ofVirtual().name("netserv-path-" + user).start(() -> {
            Answer answer = Answer.of(StatusCode.START_FAILED, "the node failed");
            try {
                answer = carryOut(admitted);
            } finally {
                underWay.release(user);
                outcomes.ended(digest, answer);
                done.complete(PathAnswer.of(method, controller.counted(answer)));
            }
        });
        PathAnswer meanwhile = new PathAnswer(Result.ACCEPTED, underWay(admitted).from(nodeId()));
        // The JDK's one thread for timeouts is not to wait for whoever sends the answer.
        return done.completeOnTimeout(meanwhile, PATIENCE_MILLIS, TimeUnit.MILLISECONDS).thenApplyAsync(
                Function.identity(), task -> Thread.ofVirtual().name("netserv-path-answer").start(task));
    }

    private Answer carryOut(Admitted admitted) {
        try {
            return controller.carryOut(admitted);
        } catch (Refusal | IOException | RuntimeException e) {
            return controller.refusal(e);
        }
    }

    private CompletionStage<PathAnswer> again(Admitted admitted, String digest) throws Refusal, IOException {
        Request.Signed request = admitted.request();
        if (request instanceof ProbeRequest) {
            return now(Result.DONE, controller.carryOut(admitted));
        }
        PathOutcomes.Outcome outcome = outcomes.of(digest);
        if (outcome instanceof PathOutcomes.UnderWay) {
            return now(Result.PENDING, underWay(admitted));
        }
        if (outcome instanceof PathOutcomes.Refused refused) {
            return now(Result.REFUSED, refused.answer());
        }
        ModuleId module = request.module();
        List<Deployment> here = admitted.publisher().matching(module);
        if (!here.isEmpty()) {
            if (request instanceof SetupRequest setup) {
                admitted.publisher().leave(setup.message(), null);
            }
            return now(Result.INSTALLED, Controller.done(String.join(", ", here.stream()
                    .map(deployment -> deployment.state() + " until " + deployment.ends()).toList()),
                    Controller.ids(here)));
        }
        if (request.message().method() == Method.REMOVE) {
            return now(Result.DONE, Controller.done("removed", module.toString()));
        }
        return now(Result.REFUSED, Answer.of(StatusCode.NOT_FOUND, "the message was taken before, and " + module
                + " is not here any more: sign a new SETUP").about(module.toString()));
    }

    @Override
    public void leave(ControlMessage setup) {
        Thread.ofVirtual().name("netserv-path-leave").start(() -> controller.leave(setup, LEAVE));
    }

    private static Answer underWay(Admitted admitted) {
        return Answer.of(StatusCode.ACCEPTED, "it is being carried out")
                .about(admitted.request().module().toString());
    }

    private CompletionStage<PathAnswer> now(Result result, Answer answer) {
        return CompletableFuture.completedStage(new PathAnswer(result, controller.counted(answer)));
    }
}
