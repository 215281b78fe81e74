package org.netserv.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. Arguments go to it as they are; no shell is involved. */
public final class Exec {

    /** How long a program may take unless the caller says otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private Exec() {}

    /** Runs a program with no input and the default timeout. */
    public static Result run(List<String> argv) {
        return run(argv, "", DEFAULT_TIMEOUT);
    }

    /**
     * Runs a program.
     *
     * <p><b>Errors.</b> {@link RigException} if it cannot be started, outlasts the timeout (it is killed then) or the
     * thread is interrupted; a status other than 0 is no error here.
     */
    public static Result run(List<String> argv, String input, Duration timeout) {
        Process process = launch(new ProcessBuilder(argv));
        try {
            CompletableFuture<String> stdout = drain(process.getInputStream());
            CompletableFuture<String> stderr = drain(process.getErrorStream());
            feed(process, input);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RigException("`" + String.join(" ", argv) + "` did not end within " + timeout.toSeconds()
                        + " s and was killed");
            }
            return new Result(argv, process.exitValue(), stdout.join(), stderr.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted while `" + String.join(" ", argv) + "` was running", e);
        } finally {
            process.destroyForcibly();
        }
    }

    static Process launch(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new RigException("cannot run " + builder.command().getFirst() + ": " + e.getMessage(), e);
        }
    }

    private static void feed(Process process, String input) {
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The program ended without reading all of it; its exit status says whether that was wrong.
        }
    }

    private static CompletableFuture<String> drain(InputStream stream) {
        var text = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.completeExceptionally(new UncheckedIOException(e));
            }
        });
        return text;
    }
}
