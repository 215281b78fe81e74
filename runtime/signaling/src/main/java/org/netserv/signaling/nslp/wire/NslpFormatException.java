package org.netserv.signaling.nslp.wire;

import java.io.Serial;

/** Bytes that are no message; what is wrong is one sentence that quotes nothing of them. */
public final class NslpFormatException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    NslpFormatException(String sentence) {
        super(sentence);
    }
}
