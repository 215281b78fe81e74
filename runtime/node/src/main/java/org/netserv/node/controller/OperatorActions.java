package org.netserv.node.controller;

import java.util.List;
import java.util.function.Supplier;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageException;
import org.netserv.node.message.ModuleId;
import org.netserv.node.message.OperatorRequest;
import org.netserv.node.message.Request;
import org.netserv.node.message.RequestParser;
import org.netserv.node.message.StatusCode;
import org.netserv.node.message.TraceRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator may have done. Messages carry no signature: who sends them is known by the connection.
 *
 * <p><b>Thread.</b> Any.
 */
final class OperatorActions {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorActions.class);

    private final RequestParser requests;
    private final Publishers publishers;
    private final Supplier<String> status;
    private final Tracer tracer;
    private final ControllerParts.Reloading reload;
    private final Runnable end;

    /**
     * @param status the node's state as JSON
     * @param tracer watches packets
     * @param reload has the configuration read again
     * @param end has the node end; returns at once
     */
    OperatorActions(RequestParser requests, Publishers publishers, Supplier<String> status, Tracer tracer,
            ControllerParts.Reloading reload, Runnable end) {
        this.requests = requests;
        this.publishers = publishers;
        this.status = status;
        this.tracer = tracer;
        this.reload = reload;
        this.end = end;
    }

    /** Carries out one message. */
    Answer handle(ControlMessage message, boolean operator, Parts parts) throws ControlMessageException, Refusal {
        if (!operator) {
            throw new Refusal(StatusCode.FORBIDDEN, message.method()
                    + " is for the operator: expected the node's own user or root on its control socket");
        }
        Request parsed = requests.parse(message);
        if (parsed instanceof TraceRequest wanted) {
            return Answer.of(StatusCode.DONE, "").with(tracer.trace(wanted, parts));
        }
        if (!(parsed instanceof OperatorRequest request)) {
            throw new IllegalStateException("method=" + message.method());
        }
        return switch (message.method()) {
            case STATUS -> Answer.of(StatusCode.DONE, "").with(status.get());
            case EVICT -> {
                List<Deployment> leaving = meant(request);
                publisher(request).evict(leaving);
                yield Controller.done("removed", Controller.ids(leaving));
            }
            case SUSPEND -> {
                List<Deployment> wanted = meant(request);
                publisher(request).suspend(wanted);
                yield Controller.done("suspended", Controller.ids(wanted));
            }
            case RESUME -> {
                List<Deployment> wanted = meant(request);
                publisher(request).resume(wanted);
                yield Controller.done("runs", Controller.ids(wanted));
            }
            case ROLLBACK -> rollBack(request);
            case RELOAD -> Answer.of(StatusCode.DONE, reload.run());
            case DRAIN -> {
                LOG.info("the operator has the node end");
                end.run();
                yield Answer.of(StatusCode.DONE, "the node takes no SETUP any more, and ends");
            }
            case SETUP, REMOVE, PROBE, TRACE -> throw new IllegalStateException("method=" + message.method());
        };
    }

    private PublisherModules publisher(OperatorRequest request) throws Refusal {
        PublisherModules publisher = publishers.named(request.user());
        if (publisher == null) {
            throw new Refusal(StatusCode.NOT_FOUND, "there is no user " + request.user());
        }
        return publisher;
    }

    private List<Deployment> meant(OperatorRequest request) throws Refusal {
        PublisherModules publisher = publisher(request);
        ModuleId module = request.module();
        if (module != null) {
            return Controller.present(module, publisher);
        }
        if (publisher.all().isEmpty()) {
            throw new Refusal(StatusCode.NOT_FOUND, "user " + request.user() + " has no modules");
        }
        return publisher.all();
    }

    private Answer rollBack(OperatorRequest request) throws Refusal {
        List<Deployment> found = meant(request);
        if (found.size() > 1) {
            throw new Refusal(StatusCode.CONFLICT, "there are " + Controller.ids(found) + ": expected one of them");
        }
        Deployment back = publisher(request).rollBack(found.getFirst(), request.version());
        return Controller.done("runs until " + back.ends(), back.id());
    }
}
