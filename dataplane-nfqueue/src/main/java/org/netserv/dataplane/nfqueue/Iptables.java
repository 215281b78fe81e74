package org.netserv.dataplane.nfqueue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.netserv.node.plane.PlaneException;

/**
 * Runs iptables or ip6tables on one table: with an argument vector, or with several commands at once.
 *
 * <p><b>Thread.</b> Any; the command runs in the network namespace of the calling thread.
 *
 * @param program {@code iptables} or {@code ip6tables}
 * @param table {@code mangle}, {@code raw}
 */
record Iptables(String program, String table) {
    /** How long it may wait for another process that changes rules. */
    private static final String LOCK_SECONDS = "5";
    private static final Pattern LINE = Pattern.compile("\\bline:? ([0-9]{1,6})\\b");

    /** Runs it; what it printed, line by line. */
    List<String> run(List<String> arguments) throws PlaneException {
        List<String> command = new ArrayList<>(List.of(program, "-w", LOCK_SECONDS, "-t", table));
        command.addAll(arguments);
        return run(command, "");
    }

    /**
     * Carries out several commands in one step: all of them, or none. No argument may need quotes.
     *
     * <p><b>Errors.</b> The message has the command that was refused, where the program says which.
     */
    void change(List<List<String>> commands) throws PlaneException {
        List<String> lines = new ArrayList<>(List.of("*" + table));
        commands.forEach(command -> lines.add(String.join(" ", command)));
        lines.add("COMMIT");
        String input = String.join("\n", lines) + "\n";
        try {
            run(List.of(program + "-restore", "-w", LOCK_SECONDS, "--noflush"), input);
        } catch (PlaneException e) {
            Matcher line = LINE.matcher(String.valueOf(e.getMessage()));
            int number = line.find() ? Integer.parseInt(line.group(1)) : 0;
            throw number < 1 || number > lines.size() ? e
                    : new PlaneException(e.getMessage() + " (" + lines.get(number - 1) + ")", e);
        }
    }

    private List<String> run(List<String> command, String input) throws PlaneException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException ended) {
                // What it printed, or how it ended, says why it did not read on.
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new PlaneException(String.join(" ", command) + ": " + firstLine(output, code));
            }
            return output.lines().toList();
        } catch (IOException e) {
            throw new PlaneException(
                    command.getFirst() + " cannot be run (Debian and Ubuntu: apt-get install iptables): "
                            + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlaneException("interrupted while " + String.join(" ", command) + " ran", e);
        }
    }

    /** A line that begins with # is a warning about rules of the other kind of iptables. */
    private static String firstLine(String output, int code) {
        return output.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).findFirst()
                .orElse("exit code " + code);
    }
}
