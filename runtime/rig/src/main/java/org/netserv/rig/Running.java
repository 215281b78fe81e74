package org.netserv.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs until it is stopped, with what it prints (both streams, line by line).
 *
 * <p><b>Ownership.</b> Stopped by {@link #close}, at the latest when the JVM ends.
 *
 * <p><b>Thread.</b> Any.
 */
public final class Running implements AutoCloseable {

    /** More lines than this are not kept in memory; a log file has them all. */
    private static final int MAX_LINES = 20_000;

    private static final long GRACE_MILLIS = 3_000;

    private final Process process;
    private final String what;
    private final List<String> lines = new ArrayList<>();
    private final Runnable closing = this::stop;
    private final Thread reader;
    private boolean ended;

    private Running(Process process, String what, @Nullable PrintWriter log) {
        this.process = process;
        this.what = what;
        this.reader = Thread.ofPlatform().daemon().name("output of " + what).start(() -> read(log));
    }

    /**
     * Starts a program with no input.
     *
     * @param log file that gets all of its output as well, or null
     */
    public static Running start(List<String> argv, Map<String, String> environment, @Nullable Path log) {
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(environment);
        PrintWriter writer = log == null ? null : open(log);
        Running running = new Running(Exec.launch(builder), String.join(" ", argv), writer);
        try {
            Cleanup.add(running.closing);
        } catch (RigException e) {
            running.stop();
            throw e;
        }
        return running;
    }

    private static PrintWriter open(Path log) {
        try {
            return new PrintWriter(Files.newBufferedWriter(log), true);
        } catch (IOException e) {
            throw new RigException("cannot write the log " + log + ": " + e.getMessage(), e);
        }
    }

    /** The program's process id: {@code ip netns exec} becomes the program, so it is not that of a wrapper. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far, at most the first 20,000 lines. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** The last line that it has printed and that contains the pattern, if there is one. */
    public @Nullable Matcher lastLine(Pattern pattern) {
        List<String> seen = lines();
        for (int i = seen.size() - 1; i >= 0; i--) {
            Matcher matcher = pattern.matcher(seen.get(i));
            if (matcher.find()) {
                return matcher;
            }
        }
        return null;
    }

    /**
     * Waits for a line that contains a regular expression, counting what was printed before.
     *
     * <p><b>Errors.</b> {@link RigException} with its last lines if none comes in time or the program ends first.
     *
     * @return the match in the first such line
     */
    public Matcher awaitLine(String regex, Duration timeout) {
        Pattern pattern = Pattern.compile(regex);
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (lines) {
            for (int next = 0;; next++) {
                while (next >= lines.size()) {
                    waitForLine(regex, deadline);
                }
                Matcher matcher = pattern.matcher(lines.get(next));
                if (matcher.find()) {
                    return matcher;
                }
            }
        }
    }

    private void waitForLine(String regex, long deadline) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || leftMillis <= 0) {
            throw new RigException("`" + what + "` " + (ended ? "ended" : "ran on") + " without printing /" + regex
                    + "/; its last lines: " + tail());
        }
        try {
            lines.wait(leftMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted while waiting for `" + what + "`", e);
        }
    }

    /**
     * Waits for its end.
     *
     * <p><b>Errors.</b> {@link RigException} if it runs on after the timeout; it is not stopped.
     *
     * @return its exit status; all of its output has been read then
     */
    public int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RigException("`" + what + "` still runs after " + timeout.toSeconds() + " s; its last lines: "
                        + tail());
            }
            reader.join(GRACE_MILLIS);
            Cleanup.remove(closing);
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted while waiting for `" + what + "`", e);
        }
    }

    /** SIGTERM, and SIGKILL to what is there 3 s later. Returns when it has ended. */
    public void stop() {
        process.destroy();
        if (!ended(GRACE_MILLIS)) {
            process.destroyForcibly();
            ended(GRACE_MILLIS);
        }
        Cleanup.remove(closing);
    }

    /** SIGKILL. Returns when it has ended. */
    public void kill() {
        process.destroyForcibly();
        ended(GRACE_MILLIS);
        Cleanup.remove(closing);
    }

    @Override
    public void close() {
        stop();
    }

    private boolean ended(long millis) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (true) {
                try {
                    boolean gone = process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (gone) {
                        reader.join(GRACE_MILLIS);
                    }
                    return gone;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private String tail() {
        List<String> seen = lines();
        return seen.isEmpty() ? "(none)" : String.join(" | ", seen.subList(Math.max(0, seen.size() - 5), seen.size()));
    }

    private void read(@Nullable PrintWriter log) {
        try (log; BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (log != null) {
                    log.println(line);
                }
                append(line);
            }
        } catch (IOException e) {
            append("(output lost: " + e.getMessage() + ")");
        } finally {
            synchronized (lines) {
                ended = true;
                lines.notifyAll();
            }
        }
    }

    private void append(String line) {
        synchronized (lines) {
            if (lines.size() < MAX_LINES) {
                lines.add(line);
            }
            lines.notifyAll();
        }
    }
}
