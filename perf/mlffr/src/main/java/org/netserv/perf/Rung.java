package org.netserv.perf;

/**
 * One cell of the ladder, as it is to be measured.
 *
 * @param plane name of the forwarding plane
 * @param cores 1 or 2, see {@link Placement}
 * @param size name of the traffic
 * @param configuration 1 to 9
 */
record Rung(String plane, int cores, String size, int configuration) {

    /** Configuration 6 looks for SIP, which only the traffic of this size carries. */
    static final String SIP_SIZE = "340";

    /** For people. */
    String title() {
        return plane + ", " + (cores == 1 ? "one core" : "two cores") + ", " + size
                + (Character.isDigit(size.charAt(0)) ? " B" : "") + ", configuration " + configuration;
    }
}
