package org.netserv.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    private static final Set<IpAddress> OWN = Set.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1"));

    @ParameterizedTest
    @CsvSource({"0.0.0.0,this host", "0.255.255.255,this host", "127.0.0.1,loopback", "127.255.255.255,loopback",
        "169.254.169.254,link-local", "224.0.0.1,multicast", "239.255.255.255,multicast", "240.0.0.1,reserved",
        "255.255.255.255,reserved", "192.0.2.1,the node's own", "::,this host", "::1,loopback", "::7f00:1,this host",
        "fe80::1,link-local", "febf::1,link-local", "ff02::1,multicast", "2001:db8::1,the node's own",
        "64:ff9b::7f00:1,loopback", "64:ff9b::a9fe:a9fe,link-local", "64:ff9b::c000:201,the node's own"})
    void shouldKeepToItselfWhatNoPublisherShouldReach(String address, String objection) {
        assertEquals(objection, Reach.DEFAULT.objection(IpAddress.parse(address), OWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0.0", "126.255.255.255", "128.0.0.0", "10.0.0.1", "192.0.2.2", "169.255.0.0",
        "223.255.255.255", "2001:db8::2", "fd00::1", "64:ff9b::c000:202", "fec0::1"})
    void shouldReachAllElse(String address) {
        assertNull(Reach.DEFAULT.objection(IpAddress.parse(address), OWN));
    }

    @Test
    void shouldOpenByAPrefixAsLongAsWhatIsClosed() {
        assertNull(reach("127.0.0.0/8", "").objection(IpAddress.parse("127.0.0.1"), OWN));
        assertNull(reach("127.0.0.1", "").objection(IpAddress.parse("127.0.0.1"), OWN));
        assertEquals("loopback", reach("127.0.0.1", "").objection(IpAddress.parse("127.0.0.2"), OWN));
        assertNull(reach("192.0.2.1", "").objection(IpAddress.parse("192.0.2.1"), OWN));
        assertNull(reach("::1", "").objection(IpAddress.parse("::1"), OWN));
    }

    @Test
    void shouldNotOpenByAShorterPrefix() {
        assertEquals("loopback", reach("0.0.0.0/0", "").objection(IpAddress.parse("127.0.0.1"), OWN));
        assertEquals("the node's own", reach("192.0.2.0/24", "").objection(IpAddress.parse("192.0.2.1"), OWN));
        assertEquals("loopback", reach("::/0", "").objection(IpAddress.parse("::1"), OWN));
    }

    @Test
    void shouldLetTheLongestPrefixOfTheOperatorsDecide() {
        Reach reach = reach("192.0.2.0/24 2001:db8::/32", "0.0.0.0/0 192.0.2.64/26 ::/0");
        assertNull(reach.objection(IpAddress.parse("192.0.2.2"), OWN));
        assertNull(reach.objection(IpAddress.parse("2001:db8::2"), OWN));
        for (String address : List.of("192.0.2.65", "198.51.100.1", "2001:db9::1")) {
            assertEquals("denied by the configuration", reach.objection(IpAddress.parse(address), OWN), address);
        }
    }

    @Test
    void shouldJudgeNat64ByTheAddressBehindIt() {
        assertEquals("denied by the configuration",
                reach("", "10.0.0.0/8").objection(IpAddress.parse("64:ff9b::a00:1"), OWN));
    }

    private static Reach reach(String allowed, String denied) {
        return new Reach(prefixes(allowed), prefixes(denied));
    }

    private static List<Prefix> prefixes(String text) {
        return Stream.of(text.split(" ", -1)).filter(prefix -> !prefix.isEmpty()).map(Prefix::parse).toList();
    }
}
