package org.netserv.cli.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.cli.service.NodePrivilege.Use;

class CredentialsTest {
    private static final Set<String> ALL = Set.of("CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_SYS_NICE");

    @Test
    void shouldMissNothingWithWhatTheUnitLeaves() {
        Credentials node = new Credentials("netserv", ALL, ALL);
        assertEquals(List.of(), node.missing(Set.of(Use.EVERY_NODE)));
        assertEquals(List.of(NodePrivilege.CAP_BPF, NodePrivilege.CAP_PERFMON, NodePrivilege.CAP_IPC_LOCK),
                node.missing(Set.of(Use.EVERY_NODE, Use.PLANE_XDP)));
        assertEquals(List.of(NodePrivilege.CAP_NET_BIND_SERVICE),
                node.missing(Set.of(Use.EVERY_NODE, Use.SIGNALING)));
        assertEquals("user netserv with cap_net_admin cap_net_raw cap_sys_nice", node.toString());
    }

    @Test
    void shouldMissWhatTheNodeDoesNotHave() {
        Set<String> some = Set.of("CAP_NET_ADMIN");
        assertEquals(List.of(NodePrivilege.CAP_NET_RAW, NodePrivilege.CAP_SYS_NICE),
                new Credentials("netserv", some, some).missing(Set.of(Use.EVERY_NODE)));
        assertEquals("user netserv with no capability", new Credentials("netserv", Set.of(), Set.of()).toString());
    }

    @Test
    void shouldMissWhatItsProgramsDoNotGet() {
        assertEquals(List.of(NodePrivilege.values()),
                new Credentials("netserv", ALL, Set.of()).missing(EnumSet.allOf(Use.class)));
    }

    @Test
    void shouldSayThatItIsRootWithAllOfItsPower() {
        assertEquals("user root with all that root may do",
                new Credentials("root", Set.of("CAP_DAC_OVERRIDE", "CAP_SYS_ADMIN"), ALL).toString());
        assertEquals("user root with cap_net_admin cap_net_raw cap_sys_nice",
                new Credentials("root", ALL, ALL).toString());
    }
}
