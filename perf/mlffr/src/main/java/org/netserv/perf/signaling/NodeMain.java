package org.netserv.perf.signaling;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.engine.Count;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.transport.GistNode;

/**
 * The node's process: GIST over sockets of the kernel, with an application that agrees to everything, and without limits of its rates.
 * Arguments: its address.
 */
public final class NodeMain {
    /** Asks for its {@link NodeState}. */
    static final String STATE = "state";
    /** The same, of what a collection has left. */
    static final String COLLECT = "collect";

    private static final long NO_LIMIT = 10_000_000;

    private NodeMain() {}

    /** Ends when its input does. */
    public static void main(String[] arguments) throws IOException {
        Settings settings = Settings.of(IpAddress.parse(arguments[0])).withLimits(NO_LIMIT, NO_LIMIT, (int) NO_LIMIT);
        AgreeingNslp nslp = new AgreeingNslp();
        try (GistNode node = GistNode.onPath(settings, GistNode.NO_ROUTER_ALERT, null).host(nslp).start()) {
            Answers.give(System.in, System.out, question -> {
                if (question.equals(COLLECT)) {
                    System.gc();
                }
                return state(node, nslp);
            });
        }
    }

    private static NodeState state(GistNode node, AgreeingNslp nslp) {
        CompletableFuture<Integer> sessions = new CompletableFuture<>();
        node.call(engine -> sessions.complete(engine.states()));
        Map<String, Long> counters = new LinkedHashMap<>();
        long there = sessions.join();
        for (Count count : Count.values()) {
            counters.put(count.name(), node.counters().get(count));
        }
        return NodeState.of(counters, there, nslp.received(), nslp.gone());
    }
}
