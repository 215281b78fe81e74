package org.netserv.perf.traffic;

/**
 * What a sink has counted since it was armed.
 *
 * @param packets measured packets that arrived as they should
 * @param bytes in their frames, without FCS
 * @param damaged measured packets with wrong lengths or a wrong IP checksum
 * @param again timed packets that had arrived before; they are in {@code packets} as well
 * @param other packets of anything else, which were passed on
 * @param late packets that arrived after the sink's {@link Sink#grace grace}, which are in {@code packets} as well: they
 *     waited in a queue that grew, and a longer trial would have lost them. Known with a generator of the same programs
 *     alone
 */
public record Received(long packets, long bytes, long damaged, long again, long other, long late) {}
