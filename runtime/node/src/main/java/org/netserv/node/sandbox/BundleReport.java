package org.netserv.node.sandbox;

import java.util.List;

/**
 * What a sandbox makes of a bundle.
 *
 * @param id its symbolic name and version
 * @param listVersion version of the list of what modules may use; empty if it was not looked at
 * @param faults why it would be refused, each as a sentence; empty if it would not
 */
public record BundleReport(String id, String listVersion, List<String> faults) {
    /** Takes a copy. */
    public BundleReport {
        faults = List.copyOf(faults);
    }
}
