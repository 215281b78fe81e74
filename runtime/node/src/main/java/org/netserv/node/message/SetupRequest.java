package org.netserv.node.message;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A publisher installs a module, or extends its time to live.
 *
 * @param message as it was read
 * @param module which
 * @param envelope who asks
 * @param ttl how long it may stay
 * @param url where its JAR is; null if the message does not say
 * @param digest the SHA-256 of the JAR in lower-case hex; null if the message does not say
 * @param filters the packets it asks for, by number; empty for a server module
 * @param properties handed to the module, in their order
 * @param dependencies what must be present
 * @param order its place in the chain
 * @param failPolicy what its packets get when it faults
 * @param sandbox the kind it asks for; null to leave it to the operator
 * @param notification called when it is done; null for nobody
 * @param otp one-time password of the reverse-routability check; null if there is none
 */
public record SetupRequest(ControlMessage message, ModuleId module, Envelope envelope, Duration ttl, @Nullable URI url,
        @Nullable String digest, List<FilterSpec> filters, Map<String, String> properties,
        List<Dependency> dependencies, int order, FailPolicy failPolicy, @Nullable String sandbox,
        @Nullable URI notification, @Nullable String otp) implements Request.Signed {

    /** The largest {@code order}, either way. */
    public static final int MAX_ORDER = 1_000_000;

    /** Keeps copies. */
    public SetupRequest {
        filters = List.copyOf(filters);
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        dependencies = List.copyOf(dependencies);
    }
}
