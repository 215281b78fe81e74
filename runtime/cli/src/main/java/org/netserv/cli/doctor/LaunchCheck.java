package org.netserv.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.netserv.cli.Trees;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketPath;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.sandbox.SandboxException;

/** Whether each sandbox can keep what it promises, in this JVM as it was started: found out by opening one. */
final class LaunchCheck {
    private LaunchCheck() {}

    static Check run() {
        StringBuilder kinds = new StringBuilder();
        for (Sandbox sandbox : ServiceLoader.load(Sandbox.class)) {
            try {
                open(sandbox);
            } catch (SandboxException | IOException e) {
                return Check.missing("sandbox " + sandbox.kind(), String.valueOf(e.getMessage()),
                        "start with ./netserv, which sets the JVM's flags");
            }
            kinds.append(kinds.isEmpty() ? "" : " ").append(sandbox.kind());
        }
        return kinds.isEmpty() ? Check.missing("sandboxes", "none", "start with ./netserv, which gives the module path")
                : Check.ok("sandboxes", kinds.toString());
    }

    private static void open(Sandbox sandbox) throws SandboxException, IOException {
        Path directory = Files.createTempDirectory("netserv-doctor");
        NodeCounters counters = NodeCounters.inMemory();
        PacketPath path = new PacketPath(1, List.of(), counters);
        ContainerSettings nothing = new ContainerSettings("doctor", directory, List.of(), List.of(), List.of(),
                Quota.DEFAULT);
        try (Container container = sandbox.open(nothing,
                new ContainerServices("doctor", counters, path.emitQueue(), path.workers()))) {
            container.buildingBlocks();
        } finally {
            Trees.delete(directory);
        }
    }
}
