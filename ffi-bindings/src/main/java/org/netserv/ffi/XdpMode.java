package org.netserv.ffi;

/** Where an XDP program runs. */
public enum XdpMode {
    /** In the driver, before the kernel makes a packet of the frame. */
    NATIVE,
    /** In the network stack: every driver can, and it is slower. */
    GENERIC
}
