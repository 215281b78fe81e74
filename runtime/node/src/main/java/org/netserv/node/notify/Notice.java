package org.netserv.node.notify;

import java.net.URI;

/**
 * An event that somebody is to be told of.
 *
 * @param id of this notice, the same each time it is sent
 * @param url who is told
 */
record Notice(String id, ModuleEvent event, URI url) {

    /** Whom it is for, without the path, which may be a secret. */
    String host() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
