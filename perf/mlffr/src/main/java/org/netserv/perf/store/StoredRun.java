package org.netserv.perf.store;

import org.netserv.perf.result.Run;

/**
 * A run as it lies in a results folder.
 *
 * @param name of its folder, or of the file that it was read from
 * @param run what was measured
 * @param notes what people wrote about it, Markdown; empty if nothing
 */
public record StoredRun(String name, Run run, String notes) {}
