package org.netserv.dataplane.nfqueue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.netserv.node.plane.PlaneException;

/**
 * Runs iptables or ip6tables on one table, with an argument vector.
 *
 * <p><b>Thread.</b> Any; the command runs in the network namespace of the calling thread.
 *
 * @param program {@code iptables} or {@code ip6tables}
 * @param table {@code mangle}, {@code raw}
 */
record Iptables(String program, String table) {
    /** How long it may wait for another process that changes rules. */
    private static final String LOCK_SECONDS = "5";

    /** Runs it; what it printed, line by line. */
    List<String> run(List<String> arguments) throws PlaneException {
        List<String> command = new ArrayList<>(List.of(program, "-w", LOCK_SECONDS, "-t", table));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new PlaneException(String.join(" ", command) + ": " + firstLine(output, code));
            }
            return output.lines().toList();
        } catch (IOException e) {
            throw new PlaneException(program + " cannot be run (Debian and Ubuntu: apt-get install iptables): "
                    + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlaneException("interrupted while " + String.join(" ", command) + " ran", e);
        }
    }

    /** Runs it; whether it succeeded. */
    boolean succeeds(List<String> arguments) {
        try {
            run(arguments);
            return true;
        } catch (PlaneException e) {
            return false;
        }
    }

    /** A line that begins with # is a warning about rules of the other kind of iptables. */
    private static String firstLine(String output, int code) {
        return output.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).findFirst()
                .orElse("exit code " + code);
    }
}
