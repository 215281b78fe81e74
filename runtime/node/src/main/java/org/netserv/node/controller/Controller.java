package org.netserv.node.controller;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.node.log.LineLimit;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageException;
import org.netserv.node.message.Envelope;
import org.netserv.node.message.ModuleId;
import org.netserv.node.message.ProbeRequest;
import org.netserv.node.message.RemoveRequest;
import org.netserv.node.message.Request;
import org.netserv.node.message.RequestParser;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.message.StatusCode;
import org.netserv.node.path.PacketFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on control messages.
 *
 * <pre>
 *   signature → headers → expires, nonce → node-id → authority → fetch → digest → install → start → packet path
 * </pre>
 *
 * <p>Nothing of a message is used before its signature holds, its user's name aside.
 *
 * <p><b>Thread.</b> Any; a SETUP waits for its fetch and start.
 */
public final class Controller {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);

    private final String nodeId;
    private final Publishers publishers;
    private final RequestParser requests;
    private final Path fetchDirectory;
    private final PublisherSlots fetches = new PublisherSlots("fetches");
    private final OperatorActions operators;
    private final Tracer tracer;
    private final AnswerTallies answers;
    /** A full disk fails each message that comes. */
    private final LineLimit failures = new LineLimit(1, 10, System::nanoTime);
    private final Clock clock;
    private volatile Rules rules;
    private volatile boolean draining;

    /** A controller with all that it decides by. */
    Controller(ControllerParts parts) {
        nodeId = parts.nodeId();
        publishers = parts.publishers();
        requests = parts.requests();
        clock = parts.clock();
        rules = parts.rules();
        fetchDirectory = parts.fetchDirectory();
        answers = parts.answers();
        tracer = parts.tracer();
        operators = new OperatorActions(requests, publishers, parts.status(), parts.tracer(), parts.reload(), () -> {
            drain();
            parts.end().run();
        });
    }

    /**
     * Carries out one message.
     *
     * @param operator whether the sender is the operator, by the peer credentials of the connection
     */
    public Answer handle(ControlMessage message, boolean operator) {
        return handle(message, operator, Parts.NONE);
    }

    /** The same, of which some may be answered before it is done. */
    Answer handle(ControlMessage message, boolean operator, Parts parts) {
        Answer answer;
        try {
            answer = message.method().isSigned() ? signed(message) : operators.handle(message, operator, parts);
        } catch (ControlMessageException | Refusal | IOException | RuntimeException e) {
            answer = refusal(e);
        }
        return counted(answer);
    }

    /** What a message is answered that could not be carried out. */
    Answer refusal(Exception e) {
        return switch (e) {
            case ControlMessageException malformed -> Answer.of(malformed);
            case Refusal refused -> refused.answer();
            default -> {
                long before = failures.claim();
                if (before != LineLimit.OVER) {
                    LOG.error(LineLimit.told("a control message could not be carried out", before), e);
                }
                yield Answer.of(StatusCode.START_FAILED, "the node failed: " + e);
            }
        };
    }

    /** An answer of this node's, which goes out now. */
    Answer counted(Answer answer) {
        answers.count(answer.code());
        return answer.from(nodeId);
    }

    /** The answer to what is no control message. */
    Answer refuse(ControlMessageException e) {
        answers.count(e.code());
        return Answer.of(e);
    }

    private Answer signed(ControlMessage message) throws ControlMessageException, Refusal, IOException {
        Admitted admitted = admit(message);
        if (isRepeated(admitted)) {
            throw Freshness.takenBefore();
        }
        checkNodeId(admitted.request.envelope(), nodeId);
        return carryOut(admitted);
    }

    /**
     * A message whose signature holds.
     *
     * @param publisher whose it is
     */
    record Admitted(Request.Signed request, PublisherModules publisher) {}

    /** Verifies a message, and reads it then. */
    Admitted admit(ControlMessage message) throws ControlMessageException, Refusal {
        PublisherModules publisher = publishers.named(message.value("user"));
        if (publisher == null || !publisher.publisher().verifier().verify(message)) {
            throw badSignature();
        }
        if (!(requests.parse(message) instanceof Request.Signed request)) {
            throw new IllegalStateException("method=" + message.method());
        }
        return new Admitted(request, publisher);
    }

    /** Whether the very same message was taken before; from now on it was. Refuses one that is not fresh. */
    boolean isRepeated(Admitted admitted) throws Refusal {
        Request.Signed request = admitted.request;
        return rules.freshness().take(request.message(), request.envelope(),
                request instanceof SetupRequest setup ? setup.ttl() : null) == ReplayGuard.Outcome.IDENTICAL;
    }

    /** Does what a message asks for that is fresh, and for this node. */
    Answer carryOut(Admitted admitted) throws Refusal, IOException {
        PublisherModules publisher = admitted.publisher;
        return switch (admitted.request) {
            case SetupRequest setup -> setup(setup, publisher);
            case RemoveRequest remove -> remove(remove, publisher);
            case ProbeRequest probe -> probe(probe, publisher);
        };
    }

    /** A SETUP's path does not lead here any more: what it brought goes then, unless the SETUP comes again. */
    void leave(ControlMessage setup, Duration in) {
        PublisherModules publisher = publishers.named(setup.value("user"));
        if (publisher != null) {
            publisher.leave(setup, clock.instant().plus(in));
        }
    }

    /** The node's id. */
    String nodeId() {
        return nodeId;
    }

    /** Says the same of an unknown user and of a bad signature: who is a user here is not for strangers to learn. */
    static Refusal badSignature() {
        return new Refusal(StatusCode.UNAUTHENTICATED, "the signature does not hold for a user that this node knows");
    }

    static void checkNodeId(Envelope envelope, String nodeId) throws Refusal {
        if (envelope.nodeId() != null && !envelope.nodeId().equals(nodeId)) {
            throw new Refusal(StatusCode.FORBIDDEN,
                    "the message is for node " + envelope.nodeId() + ", this is " + nodeId);
        }
    }

    private Answer setup(SetupRequest setup, PublisherModules publisher) throws Refusal, IOException {
        if (draining) {
            throw new Refusal(StatusCode.DRAINING, "the node is about to stop");
        }
        Instant now = clock.instant();
        Instant ends = end(setup, now);
        if (!ends.isAfter(now)) {
            // Within the skew, but there is nothing left of the module's life.
            throw new Refusal(StatusCode.UNAUTHENTICATED, "the message expired at " + ends + ", it is " + now + " now");
        }
        List<PacketFilter> filters = Authority.filters(setup, publisher.publisher());
        Deployment.Terms terms = Deployment.Terms.of(setup, filters);
        Optional<Deployment> present = publisher.refresh(setup, terms, ends);
        if (present.isPresent()) {
            return done("runs until " + ends, present.get().id());
        }
        URI url = setup.url();
        if (url == null) {
            throw new Refusal(StatusCode.NOT_FOUND,
                    "no module " + setup.module() + " is here to refresh, and the message "
                            + "has no url to fetch it from");
        }
        String user = publisher.publisher().name();
        fetches.take(user);
        try {
            return install(setup, url, terms, ends, publisher);
        } finally {
            fetches.release(user);
        }
    }

    private Answer install(SetupRequest setup, URI url, Deployment.Terms terms, Instant ends,
            PublisherModules publisher) throws Refusal, IOException {
        Path jar = Files.createTempFile(fetchDirectory, "module", ".jar");
        try {
            rules.fetcher().fetch(url, jar);
            String digest = checkDigest(jar, setup.digest());
            Deployment deployment = publisher.install(jar, setup, terms.withDigest(digest), ends,
                    rules.formerVersions());
            return done("runs until " + ends, deployment.id());
        } catch (Fetcher.RefusedException e) {
            throw new Refusal(StatusCode.FETCH_FAILED, String.valueOf(e.getMessage()));
        } catch (Fetcher.UnwritableException e) {
            throw new Refusal(StatusCode.START_FAILED, String.valueOf(e.getMessage()));
        } finally {
            Files.deleteIfExists(jar);
        }
    }

    /** The earlier of now + ttl and expires, within the operator's ceiling. */
    private Instant end(SetupRequest setup, Instant now) {
        Duration maxTtl = rules.maxTtl();
        Duration ttl = setup.ttl().compareTo(maxTtl) <= 0 ? setup.ttl() : maxTtl;
        Instant byTtl = now.plus(ttl);
        Instant expires = setup.envelope().expires();
        return expires != null && expires.isBefore(byTtl) ? expires : byTtl;
    }

    /** The JAR's digest, in hex. */
    private static String checkDigest(Path jar, @Nullable String expected) throws Refusal, IOException {
        String actual = KeptJars.sha256(jar);
        if (expected != null && !actual.equals(expected)) {
            throw new Refusal(StatusCode.REJECTED,
                    "the JAR's digest is sha-256:" + actual + ", module-digest expects sha-256:" + expected);
        }
        return actual;
    }

    private static Answer remove(RemoveRequest remove, PublisherModules publisher) throws Refusal {
        List<Deployment> leaving = present(remove.module(), publisher);
        publisher.remove(leaving, Departure.removed(remove.notification()));
        return done("removed", ids(leaving));
    }

    private static Answer probe(ProbeRequest probe, PublisherModules publisher) throws Refusal {
        List<Deployment> found = present(probe.module(), publisher);
        return done("", ids(found)).with(ModuleStatus.text(found, publisher));
    }

    static List<Deployment> present(ModuleId id, PublisherModules publisher) throws Refusal {
        List<Deployment> found = publisher.matching(id);
        if (found.isEmpty()) {
            throw new Refusal(StatusCode.NOT_FOUND, "user " + publisher.publisher().name() + " has no module " + id);
        }
        return found;
    }

    static String ids(List<Deployment> deployments) {
        return deployments.stream().map(Deployment::id).collect(Collectors.joining(","));
    }

    static Answer done(String detail, String module) {
        return Answer.of(StatusCode.DONE, detail).about(module);
    }

    /** From the next message on these hold. Returns those that did. */
    Rules rules(Rules next) {
        Rules before = rules;
        rules = next;
        return before;
    }

    /** Ends fetches that are under way. */
    void close() {
        rules.fetcher().close();
    }

    /** Takes no SETUP any more, and ends a trace. */
    public void drain() {
        draining = true;
        tracer.close();
    }
}
