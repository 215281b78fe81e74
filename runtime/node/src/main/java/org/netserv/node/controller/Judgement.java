package org.netserv.node.controller;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.User;
import org.netserv.node.message.Capabilities;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageException;
import org.netserv.node.message.Request;
import org.netserv.node.message.RequestParser;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.path.PacketFilter;

/**
 * What a node would decide on a message, step by step, as far as it can be told without a fetch and without the node's
 * memory of nonces.
 *
 * @param accepted whether every step that was judged holds
 * @param steps outcome by step, in the node's order; none follows one that fails
 */
public record Judgement(boolean accepted, Map<String, String> steps) {

    /** Judges the headers alone. */
    public static Judgement ofHeaders(ControlMessage message) {
        return new Steps().run(steps -> steps.headers(message));
    }

    /** Judges a message as the node of this configuration would. */
    public static Judgement of(ControlMessage message, Configuration configuration) {
        return new Steps().run(steps -> {
            Publisher publisher = steps.signature(message, configuration);
            Request request = steps.headers(message);
            if (publisher != null && request instanceof Request.Signed signed) {
                steps.freshness(message, signed, configuration);
                steps.nodeId(signed, configuration);
                if (signed instanceof SetupRequest setup) {
                    steps.authority(setup, publisher);
                }
            }
        });
    }

    private static final class Steps {
        private final Map<String, String> outcomes = new LinkedHashMap<>();

        Judgement run(Judge judge) {
            String failed = "";
            try {
                judge.run(this);
            } catch (Refusal refusal) {
                failed = refusal.answer().code().code() + " " + refusal.getMessage();
            } catch (ControlMessageException refusal) {
                failed = refusal.code().code() + " line " + refusal.line() + ": " + refusal.sentence();
            }
            if (!failed.isEmpty()) {
                outcomes.put("refused", failed);
            }
            return new Judgement(failed.isEmpty(), outcomes);
        }

        @Nullable
        Publisher signature(ControlMessage message, Configuration configuration) throws Refusal {
            if (!message.method().isSigned()) {
                outcomes.put("signature", "not needed: " + message.method() + " is for the operator");
                return null;
            }
            User user = configuration.user(message.value("user"));
            Publisher publisher = user == null ? null : Publisher.of(user);
            if (publisher == null || !publisher.verifier().verify(message)) {
                throw Controller.badSignature();
            }
            outcomes.put("signature", "holds for user " + publisher.name());
            return publisher;
        }

        Request headers(ControlMessage message) throws ControlMessageException {
            Request request = new RequestParser(Capabilities.BASIC).parse(message);
            outcomes.put("headers", message.headers().size() + ", all understood");
            return request;
        }

        void freshness(ControlMessage message, Request.Signed request, Configuration configuration) throws Refusal {
            Duration ttl = request instanceof SetupRequest setup ? setup.ttl() : null;
            Freshness.checkTimes(configuration.freshness(), message.method(), request.envelope(),
                    Clock.systemUTC().instant(), ttl);
            outcomes.put("expires", "in time; whether the nonce is new, only the node knows");
        }

        void nodeId(Request.Signed request, Configuration configuration) throws Refusal {
            Controller.checkNodeId(request.envelope(), configuration.nodeId());
            outcomes.put("node-id", request.envelope().nodeId() == null ? "any node" : "this node");
        }

        void authority(SetupRequest setup, Publisher publisher) throws Refusal {
            List<PacketFilter> filters = Authority.filters(setup, publisher);
            outcomes.put("authority", filters.isEmpty() ? "no filters: a server module" : "may filter " + filters);
        }
    }

    private interface Judge {
        void run(Steps steps) throws Refusal, ControlMessageException;
    }
}
