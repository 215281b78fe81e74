package org.netserv.perf.neighbour;

import java.util.Map;

/**
 * One bomb, one round.
 *
 * @param bomb its name
 * @param round from 1
 * @param without the neighbour's traffic just before, with the same packets for the bomb's publisher but no module
 * @param with the same traffic while the bomb is there
 * @param counters of the bomb's module and of the node's events that are not 0, by their names
 */
public record Explosion(String bomb, int round, Beside without, Beside with, Map<String, Long> counters) {}
