package org.netserv.dataplane.xdp.kernel;

import java.io.Serial;

/** That an interface has somebody else's XDP program, which is left alone; the message names both. */
public final class InterfaceTakenException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    InterfaceTakenException(String networkInterface, String program, Throwable cause) {
        super("interface " + networkInterface + " has an XDP program already, " + program
                + ": take it off (ip link set dev " + networkInterface
                + " xdp off, or end the program that it came with), or use the plane nfqueue there", cause);
    }
}
