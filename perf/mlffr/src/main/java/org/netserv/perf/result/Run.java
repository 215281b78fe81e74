package org.netserv.perf.result;

import java.util.List;
import java.util.Map;

/**
 * One run of the harness.
 *
 * @param format version of this shape
 * @param suite {@code quick}, {@code full}, or what else was asked for
 * @param commit of the source tree, with {@code +} if it had changes; {@code unknown} outside of one
 * @param started RFC 3339, UTC
 * @param finished RFC 3339, UTC
 * @param environment name to value, of all that a rate depends on
 * @param calibrations of the rig without a router
 * @param cells in the order of measuring
 * @param complete false if it was interrupted
 */
public record Run(int format, String suite, String commit, String started, String finished,
        Map<String, String> environment, List<Calibration> calibrations, List<Cell> cells, boolean complete) {

    /** The version that this program writes. */
    public static final int FORMAT = 1;
}
