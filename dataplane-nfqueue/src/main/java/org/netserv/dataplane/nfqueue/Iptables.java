package org.netserv.dataplane.nfqueue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.netserv.dataplane.common.BoundedRun;
import org.netserv.node.plane.PlaneException;

/**
 * Runs iptables or ip6tables on one table: lists it, or carries out several commands at once.
 *
 * <p><b>Thread.</b> Any; the command runs in the network namespace of the calling thread.
 *
 * <p><b>Errors.</b> {@link ProgramUnavailable} when it is not there or does not end in time; other {@link PlaneException}s
 * are what it refused.
 *
 * @param tool where it is, and how long it may take
 * @param program {@code iptables} or {@code ip6tables}
 * @param table {@code mangle}, {@code raw}
 */
record Iptables(Tool tool, String program, String table) {
    /** How long it may wait for another process that changes rules. */
    private static final String LOCK_SECONDS = "5";
    private static final Pattern LINE = Pattern.compile("\\bline:? ([0-9]{1,6})\\b");

    /**
     * Which iptables.
     *
     * @param folder where the programs are; empty for the {@code PATH}
     * @param limitSeconds after which one that has not ended is killed
     */
    record Tool(String folder, int limitSeconds) {
        private String path(String name) {
            return folder.isEmpty() ? name : folder + "/" + name;
        }
    }

    /** All chains and rules of the table, a line each, as commands that would make them. */
    List<String> list() throws PlaneException {
        List<String> command = List.of(tool.path(program), "-w", LOCK_SECONDS, "-t", table, "-S");
        BoundedRun run = run(command, "");
        if (run.code() != 0) {
            throw refused(command, run);
        }
        return run.output().lines().toList();
    }

    /**
     * Carries out several commands in one step: all of them, or none. No argument may need quotes.
     *
     * <p><b>Errors.</b> The message has the command that was refused, where the program says which.
     */
    void change(List<List<String>> commands) throws PlaneException {
        BoundedRun run = restore(commands);
        if (run.code() != 0) {
            throw refused(restoreCommand(), run, lines(commands));
        }
    }

    /** The same; false when a command is refused. */
    boolean tryChange(List<List<String>> commands) throws ProgramUnavailable {
        return restore(commands).code() == 0;
    }

    private BoundedRun restore(List<List<String>> commands) throws ProgramUnavailable {
        return run(restoreCommand(), String.join("\n", lines(commands)) + "\n");
    }

    private List<String> restoreCommand() {
        return List.of(tool.path(program + "-restore"), "-w", LOCK_SECONDS, "--noflush");
    }

    private List<String> lines(List<List<String>> commands) {
        List<String> lines = new ArrayList<>(List.of("*" + table));
        commands.forEach(command -> lines.add(String.join(" ", command)));
        lines.add("COMMIT");
        return lines;
    }

    private BoundedRun run(List<String> command, String input) throws ProgramUnavailable {
        try {
            return BoundedRun.of(command, input, tool.limitSeconds());
        } catch (IOException e) {
            throw new ProgramUnavailable(
                    command.getFirst() + " cannot be run (Debian and Ubuntu: apt-get install iptables): "
                            + e.getMessage(),
                    e);
        } catch (TimeoutException e) {
            throw new ProgramUnavailable(String.join(" ", command) + " did not end within " + tool.limitSeconds()
                    + " s and was killed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramUnavailable("interrupted while " + String.join(" ", command) + " ran", e);
        }
    }

    private static PlaneException refused(List<String> command, BoundedRun run) {
        return new PlaneException(String.join(" ", command) + ": " + firstLine(run));
    }

    private static PlaneException refused(List<String> command, BoundedRun run, List<String> lines) {
        PlaneException refused = refused(command, run);
        Matcher line = LINE.matcher(String.valueOf(refused.getMessage()));
        int number = line.find() ? Integer.parseInt(line.group(1)) : 0;
        return number < 1 || number > lines.size() ? refused
                : new PlaneException(refused.getMessage() + " (" + lines.get(number - 1) + ")");
    }

    /** A line that begins with # is a warning about rules of the other kind of iptables. */
    private static String firstLine(BoundedRun run) {
        return run.output().lines().filter(line -> !line.isBlank() && !line.startsWith("#")).findFirst()
                .orElse("exit code " + run.code());
    }
}
