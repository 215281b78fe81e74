package org.netserv.signaling.nslp.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Headers of control messages that have an object type of their own; the others travel with their names. */
final class HeaderTypes {
    private static final int FIRST = 0x010;
    /** In the order of their types. What is added comes last: the numbers are what others have implemented. */
    private static final List<String> NAMES = List.of("user", "signature", "ttl", "url", "probe", "filter-proto",
            "filter-port", "filter-ipv4", "filter-ipv6", "properties", "dependencies", "notification", "node-id",
            "module-digest", "expires", "nonce", "otp", "credential", "fail-policy", "order", "sandbox",
            "filter-sample");
    private static final Map<String, Integer> TYPES = types();

    private HeaderTypes() {}

    /** The type for a header of this name, {@link ObjectTypes#OTHER_HEADER} if it has none of its own. */
    static int of(String name) {
        return TYPES.getOrDefault(name, ObjectTypes.OTHER_HEADER);
    }

    /** The name of the header that has this type; null if none has. */
    static @Nullable String name(int type) {
        return type >= FIRST && type < FIRST + NAMES.size() ? NAMES.get(type - FIRST) : null;
    }

    private static Map<String, Integer> types() {
        Map<String, Integer> types = HashMap.newHashMap(NAMES.size());
        for (int i = 0; i < NAMES.size(); i++) {
            types.put(NAMES.get(i), FIRST + i);
        }
        return types;
    }
}
