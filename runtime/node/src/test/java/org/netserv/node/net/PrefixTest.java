package org.netserv.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8,10.0.0.0/8", "0.0.0.0/0,0.0.0.0/0", "255.255.255.255,255.255.255.255/32", "::/0,::/0",
        "2001:DB8::/32,2001:db8::/32", "::1,::1/128", "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1/128",
        "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1/128", "1:0:0:2:0:0:0:3,1:0:0:2::3/128", "1:2:3:4:5:6:7:0/112,"
                + "1:2:3:4:5:6:7:0/112",
        "1:2:3:4:5:6::/112,1:2:3:4:5:6::/112", "64:ff9b::192.0.2.1,"
                + "64:ff9b::c000:201/128"})
    void shouldWriteWhatItReadInTheUsualNotation(String text, String expected) {
        assertEquals(expected, Prefix.parse(text).toString());
        assertEquals(Prefix.parse(text), Prefix.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "10", "10.1", "10.1.2", "010.0.0.0", "1.2.3.256", "1.2.3.4.5", "1.2.3.-4",
        "localhost",
        "example.org/8", "fe80::1%lo", "[::1]", ":", ":::", "1::2::3", "::ffff:10.0.0.1", "::ffff:a00:1", "10.0.0.0/",
        "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8/8", "::/129", "10.0.0.1/8", "2001:db8::1/32",
        " 10.0.0.0/8", "10.0.0.0/8 ", "0x7f.0.0.1", "10.0.0.0/255.0.0.0", "1.2.3.4\n", "١.2.3.4"})
    void shouldRefuseWhateverIsNotAPrefix(String text) {
        var e = assertThrows(IllegalArgumentException.class, () -> Prefix.parse(text));
        assertTrue(String.valueOf(e.getMessage()).contains("expected"), e::getMessage);
    }

    @Test
    void shouldSayWhichPrefixWasMeantWhenHostBitsAreSet() {
        var e = assertThrows(IllegalArgumentException.class, () -> Prefix.parse("10.1.2.3/8"));
        assertEquals("\"10.1.2.3/8\" has bits set behind its length: expected 10.0.0.0/8", e.getMessage());
    }

    @Test
    void shouldKeepTheFamiliesApart() {
        assertFalse(Prefix.ALL_IPV6.contains(IpAddress.parse("10.0.0.1")));
        assertFalse(Prefix.ALL_IPV6.contains(Prefix.parse("10.0.0.0/8")));
        assertFalse(Prefix.ALL_IPV4.contains(IpAddress.parse("::1")));
        assertTrue(Prefix.ALL_IPV4.contains(IpAddress.parse("10.0.0.1")));
        assertTrue(Prefix.ALL_IPV6.contains(Prefix.parse("2001:db8::/32")));
        assertFalse(new Prefix(0, 0, 80).contains(Prefix.ALL_IPV4));
    }

    @Test
    void shouldContainExactlyTheAddressesThatShareItsFirstBits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            boolean ipv4 = random.nextBoolean();
            IpAddress near = ipv4
                    ? IpAddress.ofIpv4(random.nextInt())
                    : new IpAddress(random.nextLong() | 1, random.nextLong());
            int familyLength = random.nextInt(ipv4 ? 33 : 129);
            Prefix prefix = Prefix.of(near, familyLength);
            int bit = random.nextInt(ipv4 ? 32 : 128);
            int position = (ipv4 ? Prefix.IPV4_OFFSET : 0) + bit;
            BigInteger flipped = bits(near).flipBit(127 - position);
            IpAddress other = new IpAddress(flipped.shiftRight(64).longValue(), flipped.longValue());
            String at = "seed=" + seed + " prefix=" + prefix + " other=" + other;
            assertTrue(prefix.contains(near), at);
            assertEquals(bit >= familyLength, prefix.contains(other), at);
            assertEquals(bit >= familyLength, prefix.contains(other.toPrefix()), at);
            assertEquals(prefix, Prefix.parse(prefix.toString()), at);
            assertEquals(near, IpAddress.parse(near.toString()), at);
            assertEquals(near, IpAddress.of(near.toInetAddress()), at);
        }
    }

    @Test
    void shouldAgreeWithTheJdkOnLiterals() throws Exception {
        for (String text : List.of("192.0.2.1", "2001:db8::7", "::", "fe80::1:2:3:4")) {
            InetAddress expected = InetAddress.ofLiteral(text);
            assertEquals(expected, IpAddress.parse(text).toInetAddress());
            assertEquals(text, IpAddress.of(expected).toString());
        }
        assertTrue(IpAddress.parse("192.0.2.1").toInetAddress() instanceof Inet4Address);
        assertTrue(IpAddress.parse("::192.0.2.1").toInetAddress() instanceof Inet6Address);
    }

    @Test
    void shouldOrderIpv4FirstAndTheShorterPrefixFirst() {
        List<String> sorted = Stream.of("::/0", "200.0.0.0/8", "10.0.0.0/16", "10.0.0.0/8", "2001:db8::/32")
                .map(Prefix::parse).sorted().map(Prefix::toString).toList();
        assertEquals(List.of("10.0.0.0/8", "10.0.0.0/16", "200.0.0.0/8", "::/0", "2001:db8::/32"), sorted);
    }

    @Test
    void shouldRefuseANonCanonicalRecord() {
        assertThrows(IllegalArgumentException.class, () -> new Prefix(0, 1, 127));
        assertThrows(IllegalArgumentException.class, () -> new Prefix(1, 0, 63));
        assertThrows(IllegalArgumentException.class, () -> new Prefix(0, 0, 129));
        assertThrows(IllegalArgumentException.class, () -> Prefix.of(IpAddress.parse("10.0.0.0"), 33));
    }

    private static BigInteger bits(IpAddress address) {
        return new BigInteger(Long.toUnsignedString(address.high())).shiftLeft(64)
                .or(new BigInteger(Long.toUnsignedString(address.low())));
    }
}
