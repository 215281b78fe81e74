package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Whether the value of each object is one that may be. */
final class ObjectChecks {
    private static final ObjectType[] TYPES = ObjectType.values();
    private static final int SESSION_WORDS = 4;

    private ObjectChecks() {}

    /** Null, or what is wrong with the object whose header is at {@code object}. */
    static @Nullable Fault check(int code, MemorySegment memory, long object, int words, Fault fault) {
        long at = object + ObjectHeader.BYTES;
        return switch (TYPES[code]) {
            case MRI -> MriLayout.check(memory, object, at, words, fault);
            case SESSION_ID -> exactly(SESSION_WORDS, memory, object, words, fault);
            case NETWORK_INFO -> NetworkInfoLayout.check(memory, object, at, words, fault);
            case STACK_PROPOSAL -> StackLayout.checkProposal(memory, object, at, words, fault);
            case STACK_CONFIG -> StackLayout.checkConfig(memory, object, at, words, fault);
            case QUERY_COOKIE, RESPONDER_COOKIE ->
                words > 0 ? null : fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, at);
            case NAT_TRAVERSAL -> NatTraversalLayout.check(memory, object, at, words, fault);
            case NSLP_DATA -> null;
            case ERROR_REPORT -> ErrorLayout.check(memory, object, at, words, fault);
            case HELLO_ID -> exactly(1, memory, object, words, fault);
        };
    }

    private static @Nullable Fault exactly(int expected, MemorySegment memory, long object, int words, Fault fault) {
        return words == expected ? null
                : fault.value(GistError.INCORRECT_OBJECT_LENGTH, memory, object, expected,
                        object + ObjectHeader.BYTES);
    }
}
