package org.netserv.perf.faults;

import java.util.List;

/**
 * What the tests of one source tree have seen of faults.
 *
 * @param suite {@code faults}
 * @param commit of the tree
 * @param started when the first of the records was written; RFC 3339, UTC
 * @param note what else there is to say of it, such as what ran beside; may be empty
 * @param records by name of the fault
 */
public record FaultRun(String suite, String commit, String started, String note, List<Fault> records) {
    /** Of the folder's name, and of the file in it. */
    public static final String SUITE = "faults";
}
