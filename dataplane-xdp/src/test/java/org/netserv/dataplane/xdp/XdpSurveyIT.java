package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.netserv.rig.Rig.ROUTER_SERVER_INTERFACE;
import static org.netserv.rig.Rig.ROUTER_USER_INTERFACE;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.node.plane.HostCheck;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.plane.Survey;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;

/** What the plane finds of a host with programs and rules of others, and what it says of it. */
class XdpSurveyIT {
    private static final Path PROGRAM = Path.of(System.getProperty("netserv.root", ".."))
            .resolve("ffi-bindings/src/main/resources/org/netserv/ffi/probe.bpf.o").toAbsolutePath();

    private Rig rig;

    @BeforeEach
    void build() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        rig = Rig.create("xdpsurvey");
    }

    @AfterEach
    void demolish() {
        if (rig != null) {
            rig.close();
        }
    }

    private void router(String command) {
        rig.router().exec(command.split(" ")).orThrow();
    }

    private Survey survey(String... more) throws PlaneException {
        Map<String, String> options = new HashMap<>(Map.of("namespace", rig.router().name()));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return new XdpProvider().survey(options);
    }

    private List<HostCheck> examine() throws PlaneException {
        return new InNamespace("test", rig.router().name()).call(() -> new XdpProvider().examine());
    }

    private Optional<HostCheck> found(String name) throws PlaneException {
        return examine().stream().filter(check -> check.name().equals(name)).findFirst();
    }

    @Test
    void shouldHaveAllInterfacesWhereNothingIsInItsWay() throws PlaneException {
        assertEquals(new Survey(List.of(ROUTER_USER_INTERFACE, ROUTER_SERVER_INTERFACE), Map.of(), "nfqueue"),
                survey("interfaces", ROUTER_USER_INTERFACE + "," + ROUTER_SERVER_INTERFACE));
    }

    @Test
    void shouldLeaveAloneAnInterfaceThatHasAProgramOfOthersAndNameIt() throws PlaneException {
        router("ip link set dev " + ROUTER_USER_INTERFACE + " xdpgeneric obj " + PROGRAM + " sec xdp");
        Survey survey = survey("fallback", "none");
        assertEquals(Set.of(ROUTER_USER_INTERFACE), survey.refused().keySet());
        String why = String.valueOf(survey.refused().get(ROUTER_USER_INTERFACE));
        assertTrue(why.startsWith("it has an XDP program already, drop (id "), why);
        assertEquals(List.of(ROUTER_SERVER_INTERFACE), survey.interfaces());
        assertEquals("", survey.instead());
        HostCheck check = found("xdp " + ROUTER_USER_INTERFACE).orElseThrow();
        assertTrue(!check.well() && check.finding().contains("it has an XDP program, drop (id ")
                && check.finding().endsWith("), generic"), check::toString);
        assertTrue(found("xdp " + ROUTER_SERVER_INTERFACE).orElseThrow().well());
    }

    @ParameterizedTest
    @CsvSource({"iptables -A INPUT -j ACCEPT,'',''", "iptables -t nat -A OUTPUT -p udp -j ACCEPT,'',''",
        "iptables -t nat -A POSTROUTING -o server0 -j MASQUERADE,server0,nat -A POSTROUTING -o server0 -j MASQUERADE",
        "iptables -t nat -A POSTROUTING -o elsewhere0 -j MASQUERADE,'',''",
        "ip6tables -A FORWARD -i user0 -p udp -j DROP,user0,ip6tables -t filter -A FORWARD -i user0 -p udp -j DROP",
        "iptables -P FORWARD DROP,user0 server0,iptables -t filter -P FORWARD DROP",
        "iptables -t raw -A PREROUTING -j CT --notrack,user0 server0,raw -A PREROUTING -j CT --notrack",
        "iptables-legacy -A FORWARD -o server0 -p udp -j DROP,server0,iptables -t filter -A FORWARD -o server0 -p udp -j DROP",
        "ip6tables-legacy -t mangle -A FORWARD -i user0 -j DROP,user0,ip6tables -t mangle -A FORWARD -i user0 -j DROP",
        "ip xfrm policy add src 10.7.0.0/24 dst 10.8.0.0/24 dir fwd tmpl src 192.0.2.1 dst 192.0.2.2 proto esp mode tunnel,"
                + "user0 server0,IPsec policies (1)",
        "tc qdisc add dev user0 root pfifo limit 10,user0,tc qdisc pfifo dev user0",
        "nft add table inet fw ; add chain inet fw f { type filter hook forward priority 0 ; policy drop ; },"
                + "user0 server0,'nft chain inet fw f, policy drop'"})
    void shouldNotHavePacketsGoPastWhatTheOperatorDoesToThemAndNameIt(String command, String interfaces, String text)
            throws PlaneException {
        assertEquals(Map.of(), survey().refused());
        router(command);
        Survey survey = survey();
        assertEquals(interfaces.isEmpty() ? Set.of() : Set.of(interfaces.split(" ")), survey.refused().keySet());
        assertEquals(Map.of(), survey("bypass-netfilter", "yes").refused());
        for (String each : survey.refused().keySet()) {
            String why = String.valueOf(survey.refused().get(each));
            assertTrue(why.contains(text), why);
            HostCheck check = found("past rings, " + each).orElseThrow();
            assertTrue(!check.well() && check.finding().contains(text), check::toString);
        }
        if (interfaces.isEmpty()) {
            // The rig's router is strict about sources, as an edge router is.
            String finding = found("past rings, " + ROUTER_USER_INTERFACE).orElseThrow().finding();
            assertTrue(finding.startsWith("rp_filter is strict"), finding);
        }
    }

    @Test
    void shouldSayWhatThePlaneFindsOfTheHostAndOfEachInterface() throws PlaneException {
        List<HostCheck> checks = examine();
        assertEquals(List.of("libbpf", "XDP program", "AF_XDP", "/dev/net/tun", "xdp memory", "xdp threads"),
                checks.stream().limit(6).filter(HostCheck::well).map(HostCheck::name).toList());
        String user = found("xdp " + ROUTER_USER_INTERFACE).orElseThrow().finding();
        assertTrue(user.startsWith("native and generic, copy, ") && user.contains(", MTU 1500"), user);
        HostCheck checksums = found("checksums, " + ROUTER_USER_INTERFACE).orElseThrow();
        assertTrue(!checksums.well() && checksums.finding().startsWith("it is a veth"), checksums::toString);
        router("ip link add plain0 type bridge");
        router("ip link set plain0 up");
        assertEquals(Optional.empty(), found("checksums, plain0"));
        rig.user().ip("link", "set", Rig.HOST_INTERFACE, "mtu", "9000");
        router("ip link set " + ROUTER_USER_INTERFACE + " mtu 9000");
        HostCheck jumbo = found("xdp " + ROUTER_USER_INTERFACE).orElseThrow();
        assertTrue(!jumbo.well() && jumbo.finding().contains("packets of more than 3822 bytes pass"), jumbo::toString);
    }
}
