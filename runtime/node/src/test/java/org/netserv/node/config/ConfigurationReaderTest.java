package org.netserv.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.net.Prefix;
import org.netserv.node.net.Reach;
import org.netserv.node.sandbox.ContainerSettings.Destination;
import org.netserv.node.sandbox.Quota;

class ConfigurationReaderTest {

    private static final PublicKey ALICE = KeyScheme.ED25519.generate().getPublic();

    /** Line 3 is the control channel, line 4 belongs to each test, line 5 is alice. */
    private static final String GOOD = """
            <?xml version="1.0" encoding="UTF-8"?>
            <netserv node-id="edge-1" state="state">
              <control socket="control.sock"/>
              %s
              <user name="alice" public-key="alice.pem">
                <prefix>198.51.100.0/24</prefix>
                <prefix>2001:db8:1::/48</prefix>
              </user>
            </netserv>
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void writeKeys() throws Exception {
        KeyFiles.write(directory.resolve("alice.pem"), ALICE);
        KeyFiles.write(directory.resolve("bob.pem"), KeyScheme.ECDSA_P256.generate().getPublic());
        KeyFiles.write(directory.resolve("secret.pem"), KeyScheme.ED25519.generate().getPrivate());
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        KeyFiles.write(directory.resolve("weak.pem"), rsa.generateKeyPair().getPublic());
        KeyFiles.write(directory.resolve("x25519.pem"),
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        Files.writeString(directory.resolve("noise.pem"), "noise");
        Files.createDirectories(directory.resolve("state/users/alice"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("state/users/alice"));
    }

    @Test
    void shouldReadEverythingThatCanBeSaid() throws Exception {
        Configuration configuration = read(
                """
                        <?xml version="1.0"?>
                        <netserv node-id="edge-1" state="/var/lib/netserv">
                          <control socket="/run/netserv.sock" tcp-port="7001"/>
                          <plane name="nfqueue">
                            <option name="queues" value="2"/>
                            <option name="fail-open" value="true"/>
                          </plane>
                          <fetch allow-file="true" max-bytes="1000" timeout-seconds="5" former-versions="7" allow="10.0.0.0/8 ::1"/>
                          <notify allow="198.51.100.0/24" deny=" 0.0.0.0/0
                            ::/0"/>
                          <freshness require-expires-and-nonce="false" max-ttl-seconds="60" skew-seconds="0"/>
                          <metrics port="9464"/>
                          <user name="alice" directory="/srv/alice" sandbox="lxc">
                            <public-key>
                        """
                        + KeyFiles.toPem(ALICE) + """
                                    </public-key>
                                    <prefix> 198.51.100.0/24 </prefix>
                                    <port>8080</port>
                                    <port>8081</port>
                                    <send-to prefix="192.0.2.7" port="5678"/>
                                    <send-to prefix="2001:db8::/32"/>
                                  </user>
                                  <user name="bob.b-2_x" public-key="bob.pem"/>
                                </netserv>
                                """);
        assertEquals("edge-1", configuration.nodeId());
        assertEquals(Path.of("/var/lib/netserv"), configuration.state());
        assertEquals(new Configuration.Control(Path.of("/run/netserv.sock"), 7001), configuration.control());
        assertEquals(List.of(new Configuration.Plane("nfqueue", Map.of("queues", "2", "fail-open", "true"))),
                configuration.planes());
        assertEquals(new Configuration.Fetch(true, 1000, Duration.ofSeconds(5), 7,
                new Reach(List.of(Prefix.parse("10.0.0.0/8"), Prefix.parse("::1")), List.of())), configuration.fetch());
        assertEquals(new Reach(List.of(Prefix.parse("198.51.100.0/24")), List.of(Prefix.ALL_IPV4, Prefix.ALL_IPV6)),
                configuration.notification());
        assertEquals(new Configuration.Freshness(false, Duration.ofMinutes(1), Duration.ZERO),
                configuration.freshness());
        assertEquals(9464, configuration.metricsPort());
        User alice = configuration.users().getFirst();
        assertEquals(new User("alice", ALICE, Path.of("/srv/alice"), "lxc", List.of(Prefix.parse("198.51.100.0/24")),
                List.of(8080, 8081), List.of(new Destination(Prefix.parse("192.0.2.7/32"), 5678),
                        new Destination(Prefix.parse("2001:db8::/32"), -1)),
                Quota.DEFAULT),
                alice);
        assertEquals(alice.prefixes(), alice.containerSettings().prefixes());
        assertEquals(Path.of("/var/lib/netserv/users/bob.b-2_x"), configuration.users().get(1).directory());
        assertEquals(alice, configuration.user("alice"));
        assertNull(configuration.user("carol"));
    }

    @Test
    void shouldFillInWhatIsNotSaid() throws Exception {
        Configuration configuration = read(GOOD.formatted(""));
        assertEquals(directory.resolve("state"), configuration.state());
        assertEquals(directory.resolve("control.sock"), configuration.control().socket());
        assertEquals(Configuration.NO_PORT, configuration.control().tcpPort());
        assertEquals(new Configuration.Fetch(false, 64 << 20, Duration.ofSeconds(30), 3, Reach.DEFAULT),
                configuration.fetch());
        assertEquals(Reach.DEFAULT, configuration.notification());
        assertEquals(new Configuration.Freshness(true, Duration.ofDays(1), Duration.ofSeconds(30)),
                configuration.freshness());
        assertEquals(Configuration.NO_PORT, configuration.metricsPort());
        assertEquals(directory.resolve("state/users/alice"), configuration.users().getFirst().directory());
        assertEquals("classloader", configuration.users().getFirst().sandbox());
    }

    @Test
    void shouldTakeInterfacesForAnOptionOfTheirPlane() throws Exception {
        Configuration configuration = read(GOOD.formatted("""
                <plane name="x"><option name="frames" value="4096"/></plane>
                <interface name="eth1" plane="x"/><interface name="eth0.7" plane="x"/>
                """));
        assertEquals(
                List.of(new Configuration.Plane("x", Map.of("frames", "4096", "interfaces", "eth1,eth0.7"))),
                configuration.planes());
        assertEquals(List.of(new Configuration.Plane("y", Map.of("interfaces", "eth1"))),
                read(GOOD.formatted("<interface name='eth1' plane='y'/>")).planes());
    }

    @Test
    void shouldReadQuotaAndKeepDefaultsOfTheRest() throws Exception {
        String user = "<user name='bob' public-key='bob.pem'>%s</user>";
        assertEquals(Quota.DEFAULT, read(GOOD.formatted(user.formatted("<quota/>"))).users().getFirst().quota());
        Quota all = new Quota(900, Quota.UNLIMITED, Quota.UNLIMITED, 1, 2, 1L << 40, Quota.UNLIMITED, 0, 256, 65_536);
        User bob = read(GOOD.formatted(user.formatted("""
                <quota cpu-weight='900' cpu-nanos-per-packet='unlimited' allocated-bytes-per-second='unlimited'\
                 retained-heap-bytes='1' packets-per-second='2' bytes-per-second='1099511627776'\
                 emitted-per-second='unlimited' storage-bytes='0' threads='256' offloaded-flows='65536'/>"""))).users()
                .getFirst();
        assertEquals(all, bob.quota());
        assertEquals(all, bob.containerSettings().quota());
        Quota some = read(GOOD.formatted(user.formatted("<quota emitted-per-second='7'/>"))).users().getFirst()
                .quota();
        assertEquals(7, some.emittedPerSecond());
        assertEquals(Quota.DEFAULT.packetsPerSecond(), some.packetsPerSecond());
        assertEquals(Quota.DEFAULT.storageBytes(), some.storageBytes());
    }

    @Test
    void shouldLetOneUserHoldAPartOfAnothersPrefix() throws Exception {
        assertEquals(2, read(GOOD.formatted("""
                <user name="bob" public-key="bob.pem"><prefix>198.51.100.0/25</prefix></user>""")).users().size());
    }

    static Object[][] fetchFaults() {
        String expected = ": expected a whole number from 1 to 100";
        return new Object[][]{
            {"<fetch former-versions='0'/>", 4, "fetch", "former-versions=\"0\"" + expected},
            {"<fetch former-versions='101'/>", 4, "fetch", "former-versions=\"101\"" + expected}};
    }

    /** What stands on line 4, the line of the problem, its element, a part of its sentence. */
    static Object[][] faults() {
        String bob = "<user name=\"bob\" public-key=\"bob.pem\"";
        return new Object[][]{{"<nonsense/>", 4, "nonsense", "Invalid content was found"},
            {"<fetch colour='red'/>", 4, "fetch", "Attribute 'colour' is not allowed"},
            {"<fetch allow-file='yes'/>", 4, "fetch", "allow-file=\"yes\": expected true or false"},
            {"<fetch max-bytes='0'/>", 4, "fetch", "max-bytes=\"0\": expected a whole number from 1 to 1073741824"},
            {"<fetch timeout-seconds='1s'/>", 4, "fetch", "timeout-seconds=\"1s\": expected a whole number"},
            {"<fetch allow='10.0.0.1/8'/>", 4, "fetch", "expected 10.0.0.0/8"},
            {"<notify allow='localhost'/>", 4, "notify", "\"localhost\" is not an IP address"},
            {"<notify allow='10.0.0.0/8' deny='10.0.0.0/8'/>", 4, "notify", "10.0.0.0/8 is both allowed and denied"},
            {"<freshness skew-seconds='-1'/>", 4, "freshness", "from 0 to 3600"},
            {"<freshness max-ttl-seconds=''/>", 4, "freshness", "max-ttl-seconds=\"\": expected"},
            {"<metrics/>", 4, "metrics", "Attribute 'port' must appear"},
            {"<metrics port='0'/>", 4, "metrics", "port=\"0\": expected a whole number from 1 to 65535"},
            {"<metrics port='1'/>\n<metrics port='2'/>", 5, "metrics", "Invalid content was found"},
            {"<plane/>", 4, "plane", "Attribute 'name' must appear on element 'plane'"},
            {"<plane name='x'><option name='a' value='1'/>\n<option name='a' value='2'/></plane>", 5, "option",
                "twice"},
            {"<plane name='x y'/>", 4, "plane", "name=\"x y\": expected 1 to 64"},
            {"text", 2, "netserv", "cannot have character"},
            {"<user name='Bob' public-key='bob.pem'/>", 4, "user", "name=\"Bob\": expected 1 to 32 of a-z"},
            {"<user public-key='bob.pem'/>", 4, "user", "Attribute 'name' must appear"},
            {"<user name='bob'/>", 4, "user", "no key: expected an attribute or an element public-key"},
            {"<user name='bob' public-key='none.pem'/>", 4, "user", "there is no file"},
            {"<user name='bob' public-key='.'/>", 4, "user", "cannot be read"},
            {"<user name='bob' public-key='weak.pem'/>", 4, "user", "1024 bits: expected 2048"},
            {"<user name='bob' public-key='secret.pem'/>", 4, "user", "PRIVATE KEY: expected one block BEGIN PUBLIC"},
            {"<user name='bob' public-key='x25519.pem'/>", 4, "user", "of another kind"},
            {"<user name='bob' public-key='noise.pem'/>", 4, "user", "no PEM"},
            {"<user name='bob'><public-key>x</public-key></user>", 4, "public-key", "no PEM"},
            {bob + "><public-key>x</public-key></user>", 4, "user", "two keys"},
            {bob + " sandbox='jail'/>", 4, "user", "sandbox=\"jail\": expected one of classloader, isolate, lxc"},
            {bob + "/><user name='bob' public-key='alice.pem'/>", 4, "user", "another user \"bob\" on line 4"},
            {"<user name='alice' public-key='bob.pem' directory='b'/>", 5, "user", "another user \"alice\" on line 4"},
            {bob + "><prefix>10.0.0.1/8</prefix></user>", 4, "prefix", "expected 10.0.0.0/8"},
            {bob + ">\n<prefix>10.0.0.0/33</prefix></user>", 5, "prefix", "0 to 32"},
            {bob + "><prefix>example.org</prefix></user>", 4, "prefix", "is not an IP address"},
            {bob + "><prefix/></user>", 4, "prefix", "is not an IP address"},
            {bob + "><prefix>198.51.100.0/24</prefix></user>", 6, "prefix", "belongs to user \"bob\" on line 4"},
            {bob + "><prefix>::/0</prefix>\n<prefix>::/0</prefix></user>", 5, "prefix", "expected each prefix once"},
            {bob + "><port>0</port></user>", 4, "port", "\"0\": expected a whole number from 1 to 65535"},
            {bob + "><port>65536</port></user>", 4, "port", "from 1 to 65535"},
            {bob + "><port>http</port></user>", 4, "port", "from 1 to 65535"},
            {bob + "><port>80</port><port>80</port></user>", 4, "port", "port 80 is there twice"},
            {bob + "><send-to prefix='10.1.0.0/8' port='1'/></user>", 4, "send-to", "expected 10.0.0.0/8"},
            {bob + "><send-to prefix='10.0.0.0/8' port='70000'/></user>", 4, "send-to", "port=\"70000\": expected"},
            {bob + "><send-to port='7'/></user>", 4, "send-to", "Attribute 'prefix' must appear"},
            {bob + " directory='users/alice'/>", 5, "user", "overlaps"},
            {bob + " directory='users/alice/inner'/>", 5, "user", "overlaps"},
            {bob + " directory='users/x/../alice/.'/>", 5, "user", "overlaps"},
            {bob + " directory='../link/inner'/>", 5, "user", "of user \"bob\" on line 4: expected one of its own"},
            {bob + " directory='.'/>", 4, "user", "contains the node's own"},
            {bob + " directory='/'/>", 4, "user", "contains the node's own"},
            {bob + " directory='..'/>", 4, "user", "contains the node's own"},
            {bob + " directory='a&#0;b'/>", 4, "", "reference \"&#0"},
            {bob + " directory=''/>", 4, "user", "contains the node's own"},
            {"<plane name='x'>", 9, "plane", "must be terminated"}, {"&amp", 4, "netserv", "entity \"amp\""},
            {"&unknown;", 4, "netserv", "entity \"unknown\""}};
    }

    static Object[][] interfaceFaults() {
        return new Object[][]{
            {"<interface name='eth1' plane='x'/>\n<interface name='eth1' plane='x'/>", 5, "interface",
                "interface \"eth1\" is there twice"},
            {"<plane name='x'><option name='interfaces' value='eth0'/></plane>\n<interface name='eth1' plane='x'/>", 4,
                "plane", "expected one of these"},
            {"<interface name='eth 1' plane='x'/>", 4, "interface", "name=\"eth 1\": expected an interface, 1 to 15"},
            {"<interface name='eth1'/>", 4, "interface", "Attribute 'plane' must appear"}};
    }

    static Object[][] quotaFaults() {
        String bob = "<user name=\"bob\" public-key=\"bob.pem\"";
        return new Object[][]{{bob + "><quota cpu-weight='0'/></user>", 4, "quota",
            "cpu-weight=\"0\": expected a whole number from 1 to 10000"},
            {bob + "><quota cpu-weight='unlimited'/></user>", 4, "quota", "from 1 to 10000"},
            {bob + "><quota packets-per-second='0'/></user>", 4, "quota", "from 1 to 1000000000, or unlimited"},
            {bob + "><quota packets-per-second='many'/></user>", 4, "quota", "from 1 to 1000000000, or unlimited"},
            {bob + "><quota bytes-per-second='1099511627777'/></user>", 4, "quota", "from 1 to 1099511627776"},
            {bob + "><quota emitted-per-second='-1'/></user>", 4, "quota", "emitted-per-second=\"-1\": expected"},
            {bob + "><quota cpu-nanos-per-packet='1.5'/></user>", 4, "quota", "or unlimited"},
            {bob + "><quota allocated-bytes-per-second=''/></user>", 4, "quota", "or unlimited"},
            {bob + "><quota retained-heap-bytes='unlimited'/></user>", 4, "quota", "from 0 to 1099511627776"},
            {bob + "><quota storage-bytes='-1'/></user>", 4, "quota", "from 0 to 1099511627776"},
            {bob + "><quota threads='257'/></user>", 4, "quota", "from 0 to 256"},
            {bob + "><quota speed='1'/></user>", 4, "quota", "Attribute 'speed' is not allowed"},
            {bob + ">\n<quota/>\n<quota/></user>", 6, "quota", "Invalid content was found"},
            {bob + "><quota/>\n<port>80</port></user>", 5, "port", "Invalid content was found"}};
    }

    @ParameterizedTest
    @MethodSource({"faults", "fetchFaults", "quotaFaults", "interfaceFaults"})
    void shouldNameLineElementAndExpectation(String xml, int line, String element, String fragment) {
        ConfigurationException e = refusal(GOOD.formatted(xml));
        assertTrue(
                e.problems().stream().anyMatch(
                        p -> p.line() == line && (element.isEmpty() || p.element().equals(element))
                                && p.sentence().contains(fragment)),
                e::getMessage);
        assertEquals(1, e.problems().size(), e::getMessage);
        assertTrue(String.valueOf(e.getMessage()).startsWith(directory.resolve("netserv.xml") + ":" + line + ": "),
                e::getMessage);
        assertFalse(String.valueOf(e.getMessage()).contains("cvc-"), e::getMessage);
    }

    @Test
    void shouldReportAllProblemsAtOnce() {
        ConfigurationException e = refusal("""
                <netserv node-id="no blanks" state="state" color="red">
                  <control socket="c" tcp-port="0"/>
                  <fetch max-bytes="-1"/>
                  <user name="alice" public-key="weak.pem">
                    <prefix>10.0.0.1/8</prefix>
                    <port>99999</port>
                  </user>
                  <user name="alice" public-key="alice.pem" directory="users/alice">
                    <prefix>10.0.0.0/8</prefix>
                    <prefix>10.0.0.0/8</prefix>
                    <unknown/>
                  </user>
                </netserv>
                """);
        assertEquals(List.of(1, 1, 2, 3, 4, 5, 6, 8, 10, 11),
                e.problems().stream().map(ConfigurationException.Problem::line).toList(), e::getMessage);
    }

    @Test
    void shouldRefuseADoctypeAndReadNoOtherFile() throws Exception {
        Files.writeString(directory.resolve("secret.txt"), "SECRET");
        for (String doctype : List.of("<!DOCTYPE netserv>",
                "<!DOCTYPE netserv [<!ENTITY x SYSTEM \"" + directory.resolve("secret.txt").toUri() + "\">]>",
                "<!DOCTYPE netserv SYSTEM \"http://192.0.2.1/x.dtd\">")) {
            ConfigurationException e = refusal(doctype + "\n<netserv node-id=\"&x;\" state=\"s\"/>");
            assertEquals("DOCTYPE is not allowed", e.problems().getFirst().sentence());
            assertEquals(1, e.problems().getFirst().line());
            assertEquals(1, e.problems().size());
        }
        ConfigurationException include = refusal(GOOD.formatted(
                "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"secret.txt\" parse=\"text\"/>"));
        assertFalse(String.valueOf(include.getMessage()).contains("SECRET"));
    }

    @Test
    void shouldSayWhyAFileIsNoConfigurationAtAll() throws Exception {
        Path missing = directory.resolve("missing.xml");
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> ConfigurationReader.read(missing));
        assertEquals(missing + ": there is no such file", e.getMessage());
        assertTrue(sentence(assertThrows(ConfigurationException.class, () -> ConfigurationReader.read(directory)))
                .contains("cannot be read"));
        assertTrue(sentence(refusal("")).contains("end of file"), () -> sentence(refusal("")));
        assertTrue(sentence(refusal("<html/>")).contains("begins with <html>: expected <netserv>"));
        Path latin = Files.write(directory.resolve("latin.xml"),
                GOOD.formatted("<!-- \u00e9 -->").getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(sentence(assertThrows(ConfigurationException.class, () -> ConfigurationReader.read(latin)))
                .contains("UTF-8 sequence"));
        ConfigurationException long1 = refusal(
                GOOD.formatted("").replace("control.sock", "x".repeat(120)));
        assertTrue(sentence(long1).contains("expected at most 107"), long1::getMessage);
        assertTrue(sentence(refusal(GOOD.formatted("").replace("control.sock", "state/users/alice/c.sock")))
                .contains("contains the control socket"));
    }

    @Test
    void shouldRefuseOrReadAnyChangedBytes() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] good = GOOD.formatted("<plane name=\"x\"/>").getBytes(StandardCharsets.UTF_8);
        Path file = directory.resolve("changed.xml");
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = good.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 128 : 256);
            }
            Files.write(file, bytes);
            try {
                ConfigurationReader.read(file);
            } catch (ConfigurationException e) {
                assertFalse(e.problems().isEmpty());
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed=" + seed + " round=" + i, e);
            }
        }
        assertTrue(refused > 0, "seed=" + seed);
    }

    private Configuration read(String xml) throws Exception {
        return ConfigurationReader.read(Files.writeString(directory.resolve("netserv.xml"), xml));
    }

    private ConfigurationException refusal(String xml) {
        return assertThrows(ConfigurationException.class, () -> read(xml));
    }

    private static String sentence(ConfigurationException e) {
        return e.problems().getFirst().sentence();
    }
}
