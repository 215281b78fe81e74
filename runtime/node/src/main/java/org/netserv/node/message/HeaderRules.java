package org.netserv.node.message;

import static org.netserv.node.message.Method.EVICT;
import static org.netserv.node.message.Method.PROBE;
import static org.netserv.node.message.Method.REMOVE;
import static org.netserv.node.message.Method.RESUME;
import static org.netserv.node.message.Method.ROLLBACK;
import static org.netserv.node.message.Method.SETUP;
import static org.netserv.node.message.Method.SUSPEND;
import static org.netserv.node.message.Method.TRACE;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which header belongs to which method. <b>Source.</b> for publishers' methods, the table of netserv.md 3.1.
 *
 * <p>A header that is not in it is refused: it may carry a condition that the sender counts on, and the node would act
 * as if it were met.
 */
final class HeaderRules {

    private static final Pattern FILTER = Pattern.compile("(filter-[a-z0-9]+)\\.([2-9]|1[0-6])");
    private static final Map<String, Set<Method>> ALLOWED = allowed();
    private static final Map<Method, List<String>> REQUIRED = Map.of(SETUP, List.of("user", "ttl"), REMOVE,
            List.of("user"), PROBE, List.of("user", "probe"), EVICT, List.of("user"), SUSPEND, List.of("user"), RESUME,
            List.of("user"), ROLLBACK, List.of("user"));

    private HeaderRules() {}

    /** Refuses unknown and misplaced headers, and a message without one that it must have. */
    static void check(ControlMessage message) throws ControlMessageException {
        for (Header header : message.headers()) {
            var filter = FILTER.matcher(header.name());
            Set<Method> methods = ALLOWED.get(filter.matches() ? filter.group(1) : header.name());
            if (methods == null) {
                throw malformed(header.line(), "there is no header " + header.name());
            }
            if (!methods.contains(message.method())) {
                throw malformed(header.line(), "header " + header.name() + " does not belong in a " + message.method()
                        + " message: it is for " + methods);
            }
        }
        for (String name : REQUIRED.getOrDefault(message.method(), List.of())) {
            if (message.value(name).isEmpty()) {
                Header header = message.header(name);
                throw malformed(header == null ? 1 : header.line(), "a " + message.method() + " message needs a header "
                        + name + " with a value");
            }
        }
    }

    private static Map<String, Set<Method>> allowed() {
        Map<String, Set<Method>> rules = new HashMap<>();
        rules.put("user", Collections.unmodifiableSet(
                EnumSet.of(SETUP, REMOVE, PROBE, EVICT, SUSPEND, RESUME, ROLLBACK, TRACE)));
        rules.put("version", Collections.unmodifiableSet(EnumSet.of(ROLLBACK)));
        for (String name : List.of("filter", "module", "count", "seconds", "snaplen", "live")) {
            rules.put(name, Collections.unmodifiableSet(EnumSet.of(TRACE)));
        }
        for (String name : List.of(Header.SIGNATURE, "node-id", "expires", "nonce", "credential")) {
            rules.put(name, Collections.unmodifiableSet(EnumSet.of(SETUP, REMOVE, PROBE)));
        }
        for (String name : List.of("ttl", "url", "filter-proto", "filter-port", "filter-ipv4", "filter-ipv6",
                "filter-sample",
                "properties", "dependencies", "module-digest", "otp", "fail-policy", "order", "sandbox")) {
            rules.put(name, Collections.unmodifiableSet(EnumSet.of(SETUP)));
        }
        rules.put("notification", Collections.unmodifiableSet(EnumSet.of(SETUP, REMOVE)));
        rules.put("probe", Collections.unmodifiableSet(EnumSet.of(PROBE)));
        return Collections.unmodifiableMap(rules);
    }

    private static ControlMessageException malformed(int line, String sentence) {
        return ControlMessageException.refused(StatusCode.MALFORMED, line, sentence);
    }
}
