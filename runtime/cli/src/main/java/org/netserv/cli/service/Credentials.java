package org.netserv.cli.service;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.netserv.ffi.Capabilities;

/**
 * Who this process runs as, and what of root's power it has and hands on to the programs that it starts, such as iptables.
 *
 * <p>They are as they were when the JVM started: credentials are a thread's, and a JVM has many threads by the time that its code
 * runs. Whoever starts it has them given up before.
 *
 * @param user name of the user
 * @param effective capabilities of this process, by their names in C
 * @param handedOn those of a program that it starts
 */
public record Credentials(String user, Set<String> effective, Set<String> handedOn) {
    /** The user that a node runs as where the host has it. */
    public static final String NODE_USER = "netserv";
    /** The user that has all of the power, unless it was taken away. */
    public static final String ROOT = "root";

    /** Copies the sets. */
    public Credentials {
        effective = Set.copyOf(effective);
        handedOn = Set.copyOf(handedOn);
    }

    /** Those of this process. */
    public static Credentials ofThisProcess() {
        String user = System.getProperty("user.name", "?");
        // A program of root's gets what is not barred.
        return new Credentials(user, Capabilities.effective(),
                user.equals(ROOT) ? Capabilities.bounding() : Capabilities.ambient());
    }

    /** What a node that has these needs and does not have, or cannot hand on. */
    public List<NodePrivilege> missing(Set<NodePrivilege.Use> uses) {
        return NodePrivilege.of(uses).stream()
                .filter(each -> !effective.contains(each.name()) || !handedOn.contains(each.name())).toList();
    }

    /** In a few words, for the log. */
    @Override
    public String toString() {
        if (user.equals(ROOT) && effective.contains("CAP_DAC_OVERRIDE") && effective.contains("CAP_SYS_ADMIN")) {
            return "user root with all that root may do";
        }
        if (effective.isEmpty()) {
            return "user " + user + " with no capability";
        }
        return "user " + user + " with " + new TreeSet<>(effective).stream()
                .map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.joining(" "));
    }
}
