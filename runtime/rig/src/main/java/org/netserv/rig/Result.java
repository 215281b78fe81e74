package org.netserv.rig;

import java.util.List;

/**
 * How a program ended and what it said.
 *
 * @param argv the program and its arguments
 * @param exit its exit status
 * @param stdout all of its standard output
 * @param stderr all of its standard error
 */
public record Result(List<String> argv, int exit, String stdout, String stderr) {

    /** Copies the arguments. */
    public Result {
        argv = List.copyOf(argv);
    }

    /** Whether the exit status is 0. */
    public boolean ok() {
        return exit == 0;
    }

    /**
     * Itself, if the program succeeded.
     *
     * <p><b>Errors.</b> {@link RigException} with the command line and what it said, otherwise.
     */
    public Result orThrow() {
        if (ok()) {
            return this;
        }
        String said = (stderr.isBlank() ? stdout : stderr).strip();
        throw new RigException("`" + String.join(" ", argv) + "` failed with status " + exit
                + (said.isEmpty() ? "" : ": " + said));
    }
}
