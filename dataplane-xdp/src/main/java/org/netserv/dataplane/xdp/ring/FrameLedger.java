package org.netserv.dataplane.xdp.ring;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Knows where each frame is, and refuses a step from where it is not: a frame given back twice, or sent while the kernel has
 * it.
 *
 * <p>It is asked within assertions, so that it is on in every test and costs nothing where they are off:
 * {@code assert ledger.moved(address, Place.RECEIVE, port, Place.USER, port)}.
 *
 * <p><b>Thread.</b> The worker's; counts are exact when it does not run.
 */
public final class FrameLedger {

    /** Where a frame is. What the kernel holds is on its way through the two rings on either side of it. */
    public enum Place {
        /** Ours, and nowhere. */
        FREE,
        /** In a fill ring, with the kernel, or in a receive ring. */
        RECEIVE,
        /** With the worker, which decides on its packet. */
        USER,
        /** With another thread. */
        LENT,
        /** In a transmit ring, with the kernel, or in a completion ring. */
        TRANSMIT
    }

    private final long frameBytes;
    private final Place[] places;
    private final byte[] ports;

    /** One for frames that are free. */
    public FrameLedger(int frames, int frameBytes) {
        this.frameBytes = frameBytes;
        places = new Place[frames];
        Arrays.fill(places, Place.FREE);
        ports = new byte[frames];
    }

    /**
     * Moves the frame that an address lies in.
     *
     * @return true
     * @throws IllegalStateException if it is not where it is moved from
     */
    public boolean moved(long address, Place from, int fromPort, Place to, int toPort) {
        int frame = Math.toIntExact(address / frameBytes);
        if (address < 0 || frame >= places.length) {
            throw new IllegalStateException("address=" + address + " frames=" + places.length);
        }
        if (places[frame] != from || ports[frame] != fromPort) {
            throw new IllegalStateException("frame=" + frame + " is at " + places[frame] + " of port "
                    + ports[frame] + ": expected at " + from + " of port " + fromPort + ", on its way to " + to);
        }
        places[frame] = to;
        ports[frame] = (byte) toPort;
        return true;
    }

    /** How many frames are at a place of a port. */
    public int count(Place place, int port) {
        int count = 0;
        for (int frame = 0; frame < places.length; frame++) {
            count += places[frame] == place && ports[frame] == port ? 1 : 0;
        }
        return count;
    }

    /** How many frames are at a place, of whatever port. */
    public int count(Place place) {
        int count = 0;
        for (Place each : places) {
            count += each == place ? 1 : 0;
        }
        return count;
    }

    @Override
    public String toString() {
        return Arrays.stream(Place.values()).map(place -> place + "=" + count(place)).collect(Collectors.joining(" "));
    }
}
