package org.netserv.perf.result;

/**
 * What Flight Recorder saw of the container's JVM from the moment that it was warm, in all trials since.
 *
 * @param seconds length of what was looked at
 * @param packets packets that passed meanwhile
 * @param packetThreadBytes bytes that packet threads allocated
 * @param otherBytes bytes that its other threads allocated
 * @param collections garbage collections
 * @param longestPauseMillis the longest of their pauses
 */
public record Heap(double seconds, long packets, long packetThreadBytes, long otherBytes, long collections,
        double longestPauseMillis) {}
