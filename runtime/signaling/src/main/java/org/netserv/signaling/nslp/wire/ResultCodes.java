package org.netserv.signaling.nslp.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.PathAnswer.Result;

/** Numbers of results on the wire, from 1. What is added comes last. */
final class ResultCodes {
    private static final List<Result> RESULTS = List.of(Result.ACCEPTED, Result.INSTALLED, Result.REFUSED,
            Result.PENDING, Result.DONE, Result.PASSED);

    private ResultCodes() {}

    static int of(Result result) {
        return RESULTS.indexOf(result) + 1;
    }

    /** The result with this number; null if there is none. */
    static @Nullable Result ofCode(int code) {
        return code >= 1 && code <= RESULTS.size() ? RESULTS.get(code - 1) : null;
    }
}
