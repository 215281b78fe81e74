package org.netserv.node.message;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.node.trace.TraceFilter;

/**
 * Makes a {@link Request} of a message: every header is one that the method has, and has a value that makes sense and
 * that the node supports.
 *
 * <p>To be called after the signature is verified; a refusal quotes the message. It does not look at clocks,
 * configuration or authority.
 *
 * <p><b>Thread.</b> Any.
 */
public final class RequestParser {

    private static final Set<String> PROBES = Set.of("module-status", "resources", "capabilities", "policies",
            "building-blocks", "logs");
    private static final Set<String> SANDBOXES = Set.of("classloader", "isolate", "lxc");
    private static final Set<String> NOTIFICATION_SCHEMES = Set.of("http", "https");

    private final Capabilities capabilities;

    /** For a node that can do this. */
    public RequestParser(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    /**
     * Reads the headers.
     *
     * @throws ControlMessageException 400 or 501, with the line; the connection carries on
     */
    public Request parse(ControlMessage message) throws ControlMessageException {
        HeaderRules.check(message);
        HeaderValues values = new HeaderValues(message);
        return switch (message.method()) {
            case SETUP -> setup(message, values);
            case REMOVE -> new RemoveRequest(message, message.moduleId(), envelope(values), notification(values));
            case PROBE -> {
                String probe = values.word("probe", PROBES, capabilities.probes());
                yield new ProbeRequest(message, message.moduleId(), envelope(values), probe == null ? "" : probe);
            }
            case STATUS, RELOAD, DRAIN -> new OperatorRequest(message, "", null, null);
            case TRACE -> trace(message, values);
            case EVICT, SUSPEND, RESUME, ROLLBACK -> operator(message, values);
        };
    }

    private SetupRequest setup(ControlMessage message, HeaderValues values) throws ControlMessageException {
        Envelope envelope = envelope(values);
        Duration ttl = Duration.ofSeconds(values.number("ttl", 1, Integer.MAX_VALUE, 0));
        URI url = values.uri("url", capabilities.schemes());
        String digest = values.digest("module-digest", capabilities.digests());
        List<FilterSpec> filters = new FilterHeaders(values).read();
        List<Dependency> dependencies = values.parsed("dependencies", Dependency::parseList);
        int order = (int) values.number("order", -SetupRequest.MAX_ORDER, SetupRequest.MAX_ORDER, 0);
        String policy = values.word("fail-policy", Set.of("open", "closed"), Set.of("open", "closed"));
        String sandbox = values.word("sandbox", SANDBOXES, capabilities.sandboxes());
        return new SetupRequest(message, message.moduleId(), envelope, ttl, url, digest, filters,
                values.properties("properties"), dependencies == null ? List.of() : dependencies, order,
                "closed".equals(policy) ? FailPolicy.CLOSED : FailPolicy.OPEN, sandbox, notification(values),
                values.optional("otp", capabilities));
    }

    private static OperatorRequest operator(ControlMessage message, HeaderValues values)
            throws ControlMessageException {
        String user = values.parsed("user", RequestParser::user);
        return new OperatorRequest(message, user == null ? "" : user,
                message.module().equals(ControlMessage.NO_MODULE) ? null : message.moduleId(),
                values.parsed("version", ModuleId::parse));
    }

    private static TraceRequest trace(ControlMessage message, HeaderValues values) throws ControlMessageException {
        String user = values.parsed("user", RequestParser::user);
        ModuleId module = values.parsed("module", ModuleId::parse);
        TraceFilter filter = values.parsed("filter",
                text -> TraceFilter.parse(text, user == null ? "" : user, module == null ? "" : module.toString()));
        int count = (int) values.number("count", 1, TraceRequest.MAX_COUNT, TraceRequest.DEFAULT_COUNT);
        int seconds = (int) values.number("seconds", 1, TraceRequest.MAX_SECONDS, TraceRequest.DEFAULT_SECONDS);
        String live = values.parsed("live", RequestParser::live);
        int most = TraceRequest.MAX_BYTES / count;
        int snapLength = (int) values.number("snaplen", 1, Math.min(TraceRequest.MAX_SNAP_LENGTH, most),
                Math.min(TraceRequest.MAX_SNAP_LENGTH, most));
        return new TraceRequest(message, filter == null
                ? TraceFilter.parse("", user == null ? "" : user, module == null ? "" : module.toString())
                : filter,
                count, Duration.ofSeconds(seconds), snapLength, live != null);
    }

    private static String live(String text) {
        if (!text.equals("yes")) {
            throw new IllegalArgumentException(Names.quote(text) + ": expected yes");
        }
        return text;
    }

    private Envelope envelope(HeaderValues values) throws ControlMessageException {
        String user = values.parsed("user", RequestParser::user);
        String nodeId = values.parsed("node-id", RequestParser::nodeId);
        return new Envelope(user == null ? "" : user, values.instant("expires"), values.parsed("nonce", Nonce::parse),
                nodeId, values.optional("credential", capabilities));
    }

    private @Nullable URI notification(HeaderValues values) throws ControlMessageException {
        values.optional("notification", capabilities);
        URI url = values.uri("notification", NOTIFICATION_SCHEMES);
        if (url != null && url.getRawUserInfo() != null) {
            throw values.malformed("notification", "expected a URL without user and password");
        }
        return url;
    }

    private static String user(String text) {
        if (!Names.isUser(text)) {
            throw new IllegalArgumentException(Names.quote(text) + ": expected " + Names.USER_RULE);
        }
        return text;
    }

    private static String nodeId(String text) {
        if (!Names.isNodeId(text)) {
            throw new IllegalArgumentException(Names.quote(text) + ": expected " + Names.NODE_ID_RULE);
        }
        return text;
    }
}
