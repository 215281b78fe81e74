package org.netserv.node.container;

import java.io.IOException;

/** Refuses to store what a publisher's quota has no room for. */
final class StorageFull extends IOException {
    private static final long serialVersionUID = 1L;

    StorageFull(long limit, long used, long wanted) {
        super("quota: the publisher may keep " + limit + " bytes, and keeps " + used + ": there is no room for "
                + wanted
                + " more");
    }
}
