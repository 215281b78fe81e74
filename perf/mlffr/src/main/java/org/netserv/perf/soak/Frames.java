package org.netserv.perf.soak;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.XdpSocketWatch;
import org.netserv.rig.RigException;

/**
 * Frames of AF_XDP sockets that are in their rings when nothing is under way: all of them, unless some are lost.
 *
 * @param inRings that were found
 * @param all that there are
 */
public record Frames(long inRings, long all) {

    /** Of a process that is idle; null if it has no such socket. */
    public static @Nullable Frames of(long pid, long all) {
        List<XdpSocketWatch> sockets;
        try {
            sockets = XdpSocketWatch.ofProcess(pid);
        } catch (NativeException e) {
            throw new RigException("cannot look at the node's AF_XDP sockets: " + e.getMessage(), e);
        }
        try {
            return sockets.isEmpty() ? null
                    : new Frames(sockets.stream().mapToLong(XdpSocketWatch::frames).sum(), all);
        } finally {
            sockets.forEach(XdpSocketWatch::close);
        }
    }
}
