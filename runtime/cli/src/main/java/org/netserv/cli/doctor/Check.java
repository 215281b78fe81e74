package org.netserv.cli.doctor;

/**
 * What was found out about one thing that a node needs.
 *
 * @param name what it is
 * @param grade how it stands
 * @param finding what was found, in a few words
 * @param cure what to do; empty if there is nothing to do
 */
public record Check(String name, Grade grade, String finding, String cure) {

    /** How a thing stands. */
    public enum Grade {
        /** As it should be. */
        OK,
        /** A node runs, but not as well as it could. */
        WARNING,
        /** A node cannot run. */
        MISSING
    }

    static Check ok(String name, String finding) {
        return new Check(name, Grade.OK, finding, "");
    }

    static Check warning(String name, String finding, String cure) {
        return new Check(name, Grade.WARNING, finding, cure);
    }

    static Check missing(String name, String finding, String cure) {
        return new Check(name, Grade.MISSING, finding, cure);
    }
}
