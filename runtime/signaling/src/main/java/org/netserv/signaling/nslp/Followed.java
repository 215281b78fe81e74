package org.netserv.signaling.nslp;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ModuleId;
import org.netserv.signaling.api.Peer;
import org.netserv.signaling.nslp.wire.Frame;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/**
 * SETUPs that this node has taken, each until it expires: where their paths go from here is watched.
 *
 * <p><b>Thread.</b> Any.
 */
final class Followed {
    /** Each holds a message of at most 16 KB; none but those of the node's own publishers come in. */
    static final int MOST = 2_048;

    private final Map<Key, Setup> setups = new LinkedHashMap<>();

    private record Key(SessionId session, Mri flow) {}

    /**
     * One of them.
     *
     * @param flow downstream
     * @param from who brought it
     * @param until when nobody takes it any more
     */
    record Setup(SessionId session, Mri flow, Peer from, Frame request, ControlMessage message, Instant until) {
        private boolean isOf(String user, ModuleId module) {
            ModuleId own = message.moduleId();
            return message.value("user").equals(user) && module.symbolicName().equals(own.symbolicName())
                    && (module.version() == null || module.version().equals(own.version()));
        }
    }

    /** From now on its path is watched; that of an older one of the same module and flow is not. False if there are too many. */
    synchronized boolean add(Setup setup, Instant now) {
        setups.values().removeIf(other -> !other.until.isAfter(now)
                || (other.flow.equals(setup.flow)
                        && other.isOf(setup.message.value("user"), setup.message.moduleId())));
        return setups.size() < MOST && setups.put(new Key(setup.session, setup.flow), setup) == null;
    }

    /** The one of a session, or null. */
    synchronized @Nullable Setup of(SessionId session, Mri flow, Instant now) {
        Setup found = setups.get(new Key(session, flow.withDirection(false)));
        return found == null || !found.until.isAfter(now) ? null : found;
    }

    /** The path of that one does not lead here any more. Returns whether that of another one brings the same module. */
    synchronized boolean drop(Setup setup) {
        setups.remove(new Key(setup.session, setup.flow));
        return setups.values().stream().anyMatch(other -> other.isOf(setup.message.value("user"),
                setup.message.moduleId()));
    }

    /** Its publisher has removed the module. */
    synchronized void forget(String user, ModuleId module) {
        setups.values().removeIf(setup -> setup.isOf(user, module));
    }
}
