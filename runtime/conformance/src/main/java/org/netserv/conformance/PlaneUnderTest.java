package org.netserv.conformance;

import java.util.List;
import org.netserv.api.PacketProcessor;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.PlaneException;

/**
 * A forwarding plane between a user and a server, as its tests set it up for the cases of {@link ConformanceSuite}.
 *
 * <p>The network brings to {@link #send}'s result only what the cases sent or what the plane made of it: no host on
 * either side answers by itself.
 *
 * <p><b>Thread.</b> The test's.
 */
public interface PlaneUnderTest {

    /** Addresses of family 4 or 6. */
    Endpoints endpoints(int version);

    /** How often TTL or hop limit is decremented between user and server: 1 on a router, 0 in a replay. */
    int hops();

    /** The plane's packet path, made with the {@link Endpoints#owners} of both families. */
    PacketPath path();

    /** What {@link PacketPath#replace} tells of filters: the plane. */
    PacketPath.Hook hook();

    /** The counters that path and plane were made with. */
    NodeCounters counters();

    /**
     * Sends packets from the user's side as they are, in order, and collects what arrives.
     *
     * <p>Waits until as many have arrived as are expected, for some seconds at most, and then a moment longer for what
     * arrives beyond that. It throws for a failure of the network, not for a packet that is missing.
     *
     * @param packets whole IP packets, right ones and wrong ones
     * @param atServer how many are expected on the server's side
     * @param atUser how many are expected on the user's side
     */
    Outcome send(List<byte[]> packets, int atServer, int atUser) throws Exception;

    /**
     * Whether the network forwards packets whose IP lengths disagree with what is there. A kernel drops them with or
     * without a node.
     */
    default boolean forwardsBrokenIp() {
        return false;
    }

    /** Whether the network puts fragments together before the node sees them, as connection tracking does. */
    default boolean reassembles() {
        return false;
    }

    /**
     * Packets that the plane has let pass for the same reason as the packet path would have, without showing them to it.
     *
     * @param counter of the path, {@code malformed} or {@code fragments}
     */
    default long passedUnseen(String counter) {
        return 0;
    }

    /** Whether the plane can have the kernel decide flows. */
    default boolean offloads() {
        return false;
    }

    /** Whether 1 in so many is chosen at random, rather than each so-manieth. */
    default boolean samplesAtRandom() {
        return false;
    }

    /** Puts a module into the path. */
    default ModuleSlot install(ModuleSlot.Settings settings, PacketProcessor processor) throws PlaneException {
        ModuleSlot slot = path().newSlot(settings, processor);
        path().replace(List.of(), List.of(slot), hook());
        return slot;
    }

    /** Takes a module out of the path; its counters stay readable until it is closed. */
    default void remove(ModuleSlot slot) throws PlaneException {
        path().replace(List.of(slot), List.of(), hook());
    }
}
