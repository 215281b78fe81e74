package org.netserv.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.rig.Exec;
import org.netserv.rig.Namespace;
import org.netserv.rig.Delivery;
import org.netserv.rig.RigException;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/** A node that runs on the router, in a process of its own, started as the launcher starts one. */
final class NodeProcess implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final int LOG_LINES = 15;

    private final Running running;
    private final Control control;

    /** Starts a program on the router; as {@link Namespace#start(List, Map, Path)}. */
    interface Launcher {
        Running start(List<String> argv, Map<String, String> environment, @Nullable Path log);
    }

    private NodeProcess(Running running, Control control) {
        this.running = running;
        this.control = control;
    }

    /** A node that takes control messages when this returns. */
    static NodeProcess start(Launcher router, Path home, Path configuration, Path socket) {
        Running running = router.start(command(home, configuration), Map.of(), null);
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        Control control = connect(socket);
        while (control == null) {
            if (!running.isAlive() || System.nanoTime() > deadline) {
                running.close();
                throw new RigException("the node did not start; its last lines:\n" + log(running));
            }
            Waiting.until(() -> false, Duration.ofMillis(20));
            control = connect(socket);
        }
        return new NodeProcess(running, control);
    }

    /** The command line that runs a node. */
    static List<String> command(Path home, Path configuration) {
        return new Delivery(home).node("--config", configuration.toString());
    }

    /** The socket of a killed node stays and refuses until the next node has made its own. */
    private static @Nullable Control connect(Path socket) {
        try {
            return Control.connect(socket);
        } catch (IOException e) {
            return null;
        }
    }

    Control control() {
        return control;
    }

    long pid() {
        return running.pid();
    }

    boolean isAlive() {
        return running.isAlive();
    }

    /** SIGKILL: it can do nothing more. */
    void kill() {
        running.kill();
        control.close();
    }

    /** SIGTERM; returns its exit status. */
    int stop() {
        Exec.run(List.of("kill", "-TERM", Long.toString(running.pid()))).orThrow();
        return awaitExit();
    }

    /** Waits for the end that it has been asked for; returns its exit status. */
    int awaitExit() {
        control.close();
        return running.awaitExit(STOP_TIMEOUT);
    }

    /** The last lines that it has printed. */
    String log() {
        return log(running);
    }

    private static String log(Running running) {
        List<String> lines = running.lines();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    @Override
    public void close() {
        control.close();
        running.close();
    }
}
