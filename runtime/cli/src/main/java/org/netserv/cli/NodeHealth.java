package org.netserv.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.netserv.cli.service.Watchdog;
import org.netserv.node.Node;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;

/** How a node of this process is: whether its packet threads run, and its control socket answers. */
final class NodeHealth implements Watchdog.Health {
    private final Node node;
    private final NodeAddress socket;

    NodeHealth(Node node, NodeAddress socket) {
        this.node = node;
        this.socket = socket;
    }

    @Override
    public String ask() throws IOException {
        if (!node.forwards()) {
            throw new IOException("a packet thread has ended, or does not get on");
        }
        Answer answer = socket.status();
        // Whatever it answers, it does: a node that drains says so.
        return answer.code().isSuccess() ? text(Json.parse(answer.body())) : answer.detail();
    }

    private static String text(Map<String, Object> state) {
        int modules = state.get("modules") instanceof List<?> list ? list.size() : 0;
        return "node " + state.get("node-id") + ", plane " + state.get("plane") + ", "
                + (modules == 1 ? "1 module" : modules + " modules");
    }
}
