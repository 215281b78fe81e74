package org.netserv.node.plane;

/**
 * What a plane has found of this host, for {@code doctor}.
 *
 * @param name what was looked at
 * @param well whether it is as the plane would have it
 * @param finding what was found, in a few words
 * @param cure what to do; empty if there is nothing to do
 */
public record HostCheck(String name, boolean well, String finding, String cure) {

    /** As it should be. */
    public static HostCheck ok(String name, String finding) {
        return new HostCheck(name, true, finding, "");
    }

    /** Not as it should be. */
    public static HostCheck bad(String name, String finding, String cure) {
        return new HostCheck(name, false, finding, cure);
    }
}
