package org.netserv.node.outbound;

import java.io.IOException;

/** A URL that this node does not connect to, and will not another time: one sentence. */
public final class RefusedUrlException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedUrlException(String sentence) {
        super(sentence);
    }
}
