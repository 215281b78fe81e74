package org.netserv.dataplane.common;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program's run to its end, or to a limit at which it is killed, with what it has started.
 *
 * @param code its exit code
 * @param output what it printed, both streams
 */
public record BoundedRun(int code, String output) {

    /**
     * Runs a program, in the network namespace of the calling thread.
     *
     * <p><b>Errors.</b> {@link IOException} when it cannot be started; {@link TimeoutException} when it has not ended by
     * then. It does not run on, whatever is thrown.
     */
    public static BoundedRun of(List<String> command, String input, int limitSeconds)
            throws IOException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // On a thread of its own: neither a program that reads nothing nor one that does not end may hold up the caller.
        FutureTask<String> talk = new FutureTask<>(() -> talk(process, input));
        Thread.ofVirtual().name("netserv-program").start(talk);
        try {
            String output = talk.get(limitSeconds, TimeUnit.SECONDS);
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException();
            }
            return new BoundedRun(process.exitValue(), output);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private static String talk(Process process, String input) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException ended) {
            // What it printed, or how it ended, says why it did not read on.
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
