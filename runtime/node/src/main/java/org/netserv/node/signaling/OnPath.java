package org.netserv.node.signaling;

import java.util.concurrent.CompletionStage;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.PathAnswer;

/**
 * What acts on publishers' messages that come by signaling.
 *
 * <p><b>Thread.</b> Any.
 */
public interface OnPath {
    /** The node's id. */
    String nodeId();

    /**
     * Acts on a message, if its signature holds and it is for this node. The call takes as long as a signature and a write to
     * disk; what takes longer goes on behind it, and is answered as accepted meanwhile.
     */
    CompletionStage<PathAnswer> take(ControlMessage message);

    /** A SETUP's path does not lead here any more: what it brought ends soon, unless the SETUP comes again. Returns at once. */
    void leave(ControlMessage setup);
}
