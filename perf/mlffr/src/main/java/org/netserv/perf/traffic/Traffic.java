package org.netserv.perf.traffic;

import java.util.List;

/**
 * A kind of traffic: UDP to port 5060 in frames of one size or of several in turn.
 *
 * <p><b>Units.</b> Bytes of a frame as it lies in memory, which is 4 bytes (the frame check sequence) less than RFC 2544
 * counts: {@code "64"} has frames of 60 bytes.
 *
 * @param name {@code "64"}, {@code "340"}, {@code "imix"}
 * @param frames sizes in the order of sending, from the first again after the last, 1 to 16
 * @param payload what the datagrams carry
 * @param flows how many source ports there are, 1 to 65,536, one after the other
 */
public record Traffic(String name, List<Integer> frames, Payload payload, int flows) {
    /** The frame check sequence, which is on the wire and not in memory. */
    public static final int FCS_BYTES = 4;
    /** Where all traffic goes to: SIP. */
    public static final int PORT = 5060;
    /** The paper's second size. Unlike all others it is without FCS: 344 bytes by RFC 2544's way of counting. */
    public static final int PAPER_FRAME_BYTES = 340;
    /** As many flows as a small edge router's users have at one time. */
    public static final int DEFAULT_FLOWS = 1024;

    /** Ethernet, IPv4 without options, UDP. */
    static final int HEADER_BYTES = 42;
    static final int MIN_FRAME_BYTES = 60;
    static final int MAX_FRAME_BYTES = 1514;
    static final int MAX_PATTERN = 16;
    private static final int MAX_FLOWS = 65_536;

    /** Simple IMIX, 7 to 4 to 1 of 64, 570 and 1518 bytes with FCS, mixed as evenly as they can be. */
    private static final List<Integer> IMIX = List.of(64, 570, 64, 64, 570, 64, 1518, 64, 570, 64, 64, 570);

    /** What datagrams carry. */
    public enum Payload {
        /** Bytes that mean nothing. */
        PLAIN,
        /** A SIP NOTIFY with {@code Event: keep-alive} that fills the frame. */
        KEEP_ALIVE
    }

    /** Checks the ranges. */
    public Traffic {
        frames = List.copyOf(frames);
        if (frames.isEmpty() || frames.size() > MAX_PATTERN) {
            throw new IllegalArgumentException("frames must be 1 to 16: frames=" + frames);
        }
        for (int bytes : frames) {
            if (bytes < MIN_FRAME_BYTES || bytes > MAX_FRAME_BYTES) {
                throw new IllegalArgumentException("frames must have 60 to 1514 bytes: frames=" + frames);
            }
        }
        if (flows < 1 || flows > MAX_FLOWS) {
            throw new IllegalArgumentException("flows must be 1 to 65536: flows=" + flows);
        }
    }

    /**
     * The traffic of a name: {@code imix}, {@code 340} (the paper's SIP messages, without FCS), or a frame size with FCS
     * from 64 to 1518.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} with one sentence for the user.
     */
    public static Traffic named(String name) {
        if (name.equals("imix")) {
            return new Traffic(name, IMIX.stream().map(bytes -> bytes - FCS_BYTES).toList(), Payload.PLAIN,
                    DEFAULT_FLOWS);
        }
        if (name.equals(Integer.toString(PAPER_FRAME_BYTES))) {
            return new Traffic(name, List.of(PAPER_FRAME_BYTES), Payload.KEEP_ALIVE, DEFAULT_FLOWS);
        }
        if (!name.matches("[1-9][0-9]{1,3}") || Integer.parseInt(name) < MIN_FRAME_BYTES + FCS_BYTES
                || Integer.parseInt(name) > MAX_FRAME_BYTES + FCS_BYTES) {
            throw new IllegalArgumentException("there is no traffic \"" + name
                    + "\": expected imix, 340, or the size of a frame with its check sequence, 64 to 1518");
        }
        return new Traffic(name, List.of(Integer.parseInt(name) - FCS_BYTES), Payload.PLAIN, DEFAULT_FLOWS);
    }

    /** The same with another number of source ports. */
    public Traffic withFlows(int newFlows) {
        return new Traffic(name, frames, payload, newFlows);
    }

    /** Bytes of the smallest frame. */
    public int smallest() {
        return frames.stream().mapToInt(Integer::intValue).min().orElseThrow();
    }

    /** Bytes of the largest frame. */
    public int largest() {
        return frames.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
}
