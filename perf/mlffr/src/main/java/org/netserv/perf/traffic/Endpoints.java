package org.netserv.perf.traffic;

import java.util.regex.Pattern;
import org.netserv.perf.rig.MeasuringRig;

/**
 * Who sends to whom, through whom.
 *
 * @param sourceMac of the sender's interface, as in {@code 02:00:0a:00:01:02}
 * @param nextHopMac of the router, or of the receiver on a direct link
 * @param source IPv4 address of the sender
 * @param destination IPv4 address of the receiver
 */
public record Endpoints(String sourceMac, String nextHopMac, String source, String destination) {
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    /** Checks the addresses' form. */
    public Endpoints {
        mac(sourceMac);
        mac(nextHopMac);
        ipv4(source);
        ipv4(destination);
    }

    /** Sender and receiver of a {@link MeasuringRig}, through the router or past it. */
    public static Endpoints ofRig(boolean direct) {
        String source = direct ? MeasuringRig.SENDER_DIRECT_IPV4 : MeasuringRig.SENDER_IPV4;
        String destination = direct ? MeasuringRig.RECEIVER_DIRECT_IPV4 : MeasuringRig.RECEIVER_IPV4;
        return new Endpoints(MeasuringRig.mac(source),
                MeasuringRig.mac(direct ? destination : MeasuringRig.ROUTER_IN_IPV4), source, destination);
    }

    /** The six bytes of a MAC address, as a number. */
    static long mac(String text) {
        if (!MAC.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a MAC address such as 02:00:0a:00:01:02");
        }
        return Long.parseLong(text.replace(":", ""), 16);
    }

    /** The four bytes of an IPv4 address, as a number. */
    static int ipv4(String text) {
        if (!IPV4.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IPv4 address such as 10.0.1.2");
        }
        int address = 0;
        for (String part : text.split("\\.", -1)) {
            int value = Integer.parseInt(part);
            if (value > 255) {
                throw new IllegalArgumentException("\"" + text + "\" is not an IPv4 address such as 10.0.1.2");
            }
            address = (address << 8) | value;
        }
        return address;
    }
}
