package org.netserv.node.controller;

import org.netserv.node.message.Answer;
import org.netserv.node.message.StatusCode;
import org.netserv.node.sandbox.SandboxException;

/** A request that is not carried out: which code, and one sentence for the publisher. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final StatusCode code;

    Refusal(StatusCode code, String sentence) {
        super(sentence);
        this.code = code;
    }

    /** What a sandbox's refusal means to the publisher. */
    static Refusal of(SandboxException e) {
        StatusCode code = switch (e.reason()) {
            case REJECTED -> StatusCode.REJECTED;
            case DEPENDENCY -> StatusCode.DEPENDENCY_MISSING;
            case START_FAILED, UNAVAILABLE -> StatusCode.START_FAILED;
        };
        return new Refusal(code, String.valueOf(e.getMessage()));
    }

    Answer answer() {
        return Answer.of(code, String.valueOf(getMessage()));
    }
}
