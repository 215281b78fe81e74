package org.netserv.node.path;

import org.netserv.node.packet.PacketBatch;

/**
 * What looks at signaling on its way through the node, before and instead of modules: whole UDP packets to port {@value #PORT}.
 *
 * <p><b>Ownership.</b> The batch is lent for the call: what is to be kept is copied.
 *
 * <p><b>Thread.</b> One packet thread; it allocates nothing and waits for nothing.
 */
@FunctionalInterface
public interface SignalingTap {
    /** Where GIST is at home, RFC 5971 §9. */
    int PORT = 270;

    /** Takes packet {@code i}, whose verdict is DROP then, or lets it go on as it is then. Its headers have been parsed. */
    void inspect(PacketBatch batch, int i);
}
