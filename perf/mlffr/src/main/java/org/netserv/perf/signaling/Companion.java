package org.netserv.perf.signaling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.netserv.node.json.Json;
import org.netserv.perf.store.RecordTree;
import org.netserv.rig.Delivery;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;

/**
 * A process in a namespace, on one CPU, that answers each line with one of JSON.
 *
 * <p><b>Ownership.</b> Ended by {@link #close}, and with its namespace.
 *
 * <p><b>Errors.</b> {@link RigException} with what it said last.
 */
final class Companion implements AutoCloseable {
    private static final int LOG_LINES = 5;
    private static final long GRACE_SECONDS = 3;

    private final String name;
    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final Writer questions;

    private Companion(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        answers = process.inputReader(StandardCharsets.UTF_8);
        questions = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts it.
     *
     * @param name what it is, for what is said of it
     * @param log gets what it says beside its answers
     */
    static Companion start(String name, Namespace host, int cpu, List<String> command, Path log) {
        ProcessBuilder builder = new ProcessBuilder(host.command(Delivery.on(Integer.toString(cpu), command)))
                .redirectError(log.toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", "");
        try {
            return new Companion(name, builder.start(), log);
        } catch (IOException e) {
            throw new RigException("cannot run the " + name + ": " + e.getMessage(), e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Asks, and waits for the answer. <b>Thread.</b> Any; one question at a time. */
    synchronized <T extends Record> T ask(String question, Class<T> answer, Duration patience) {
        try {
            questions.write(question + "\n");
            questions.flush();
        } catch (IOException e) {
            throw new RigException("the " + name + " has ended: " + lastWords(), e);
        }
        Map<String, Object> tree = Json.parse(line(patience));
        if (tree.containsKey(Answers.ERROR)) {
            throw new RigException("the " + name + " cannot: " + tree.get(Answers.ERROR));
        }
        return RecordTree.read(answer, tree);
    }

    private String line(Duration patience) {
        CompletableFuture<String> line = CompletableFuture.supplyAsync(this::read, Thread::startVirtualThread);
        try {
            return line.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new RigException("the " + name + " has ended: " + lastWords(), e);
        } catch (TimeoutException e) {
            throw new RigException("the " + name + " has not answered within " + patience.toSeconds() + " s: "
                    + lastWords(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted while the " + name + " was asked", e);
        }
    }

    private String read() {
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                // The JVM's own warnings are no answers.
                if (line.startsWith("{")) {
                    return line;
                }
            }
            throw new IOException("end of its output");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(nothing)";
        }
    }

    /** Its input ends, and so does it; if not within seconds, SIGKILL. */
    @Override
    public void close() {
        try {
            questions.close();
        } catch (IOException e) {
            // It has ended already.
        }
        boolean ended = false;
        try {
            ended = process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            process.destroyForcibly();
        }
    }
}
