package org.netserv.ffi;

/** What a feature probe found. */
public sealed interface Probe {

    /** It works. */
    record Supported() implements Probe {}

    /** The kernel or the installation lacks it: what is missing, and the cure. */
    record Unsupported(String missing, String cure) implements Probe {}

    /** It may be there, but could not be tried: why. */
    record Unavailable(String why) implements Probe {}
}
