package org.netserv.node.message;

/**
 * What a node says to a message that came on the path.
 *
 * @param result what came of it, in one word
 * @param answer the same as the control socket would answer it
 */
public record PathAnswer(Result result, Answer answer) {
    /** What came of a message. */
    public enum Result {
        /** A SETUP or REMOVE is being carried out. */
        ACCEPTED,
        /** The module is here. */
        INSTALLED,
        /** It is not carried out; the answer's code says why. */
        REFUSED,
        /** The very same message was accepted before, and is still being carried out. */
        PENDING,
        /** The REMOVE was carried out, or the PROBE is answered. */
        DONE,
        /** It is for another node. */
        PASSED
    }

    /** What an answer to a message of this method means. */
    public static PathAnswer of(Method method, Answer answer) {
        Result result = !answer.code().isSuccess() ? Result.REFUSED
                : method == Method.SETUP ? Result.INSTALLED : Result.DONE;
        return new PathAnswer(result, answer);
    }
}
