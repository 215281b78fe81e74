package org.netserv.cli.demo;

import java.util.ArrayList;
import java.util.List;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;

/** How many packets of some kind a host has received, as its kernel counts them: a rule that does nothing else. */
final class PacketCount {

    private final Namespace host;
    private final Family family;
    private final String name;

    private PacketCount(Namespace host, Family family, String name) {
        this.host = host;
        this.family = family;
        this.name = name;
    }

    /**
     * Counts from now on.
     *
     * @param name unique on the host
     * @param match of iptables
     */
    static PacketCount start(Namespace host, Family family, String name, String... match) {
        List<String> argv = new ArrayList<>(List.of(family.iptables(), "-w", "-A", "INPUT"));
        argv.addAll(List.of(match));
        argv.addAll(List.of("-m", "comment", "--comment", name));
        host.exec(argv.toArray(String[]::new)).orThrow();
        return new PacketCount(host, family, name);
    }

    /** Packets since the start. */
    long packets() {
        String list = host.exec(family.iptables(), "-w", "-nvxL", "INPUT").orThrow().stdout();
        return list.lines().filter(line -> line.contains("/* " + name + " */")).findFirst()
                .map(line -> Long.parseLong(line.strip().split("\\s+", 2)[0]))
                .orElseThrow(() -> new RigException("the rule " + name + " of " + host.name() + " has gone"));
    }
}
