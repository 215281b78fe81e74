package org.netserv.node.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.netserv.node.message.MessageFixtures.EXAMPLE;
import static org.netserv.node.message.MessageFixtures.fullSetup;
import static org.netserv.node.message.MessageFixtures.parse;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.node.trace.TraceFilter;
import org.netserv.node.net.Prefix;
import org.osgi.framework.Version;

class RequestParserTest {

    private final RequestParser parser = new RequestParser(Capabilities.BASIC);

    @Test
    void shouldUnderstandTheExampleOfTheSpecification() throws Exception {
        SetupRequest setup = assertInstanceOf(SetupRequest.class, parser.parse(parse(EXAMPLE)));
        assertEquals(new ModuleId("NetServ.apps.NetMonitor", new Version("1.0.0")), setup.module());
        assertEquals("janedoe", setup.envelope().user());
        assertEquals(Duration.ofHours(1), setup.ttl());
        assertEquals(List.of(new FilterSpec(1, 17, 5060, null, null, FilterSpec.ALL)), setup.filters());
        assertEquals(Map.of("visualizer_ip", "1.2.3.4", "visualizer_port", "5678"), setup.properties());
        assertEquals(List.of(), setup.dependencies());
        assertNull(setup.notification());
        assertNull(setup.envelope().expires());
        assertEquals(FailPolicy.OPEN, setup.failPolicy());
        assertEquals(0, setup.order());
    }

    @Test
    void shouldUnderstandEveryHeaderOfASetup() throws Exception {
        SetupRequest setup = assertInstanceOf(SetupRequest.class, parser.parse(fullSetup()));
        assertEquals("org.example.keep_alive", setup.module().symbolicName());
        assertEquals(new Envelope("alice", Instant.parse("2026-01-31T12:00:00Z"),
                new Nonce(0x0001020304050607L, 0x08090a0b0c0d0e0fL), "edge-1", null), setup.envelope());
        assertEquals(URI.create("http://198.51.100.7:8080/modules/keepalive.jar"), setup.url());
        assertEquals("0123456789abcdef".repeat(4), setup.digest());
        assertEquals(List.of(new FilterSpec(1, 17, 5060, Prefix.parse("198.51.100.0/24"), null,
                FilterSpec.ALL),
                new FilterSpec(2, 6, FilterSpec.ANY, null, null, FilterSpec.ALL),
                new FilterSpec(16, FilterSpec.ANY, FilterSpec.ANY, null, Prefix.parse("2001:db8::/32"),
                        FilterSpec.ALL)),
                setup.filters());
        assertEquals(List.of("server", "measure"), List.copyOf(setup.properties().keySet()));
        assertEquals(List.of("a.b", "c.d", "e_f"), setup.dependencies().stream().map(Dependency::name).toList());
        assertTrue(setup.dependencies().get(1).isMetBy("c.d", new Version("1.9")));
        assertFalse(setup.dependencies().get(1).isMetBy("c.d", new Version("2.0")));
        assertTrue(setup.dependencies().get(2).isMetBy("e_f", new Version("3.0.0")));
        assertFalse(setup.dependencies().get(2).isMetBy("e_f", new Version("3.0.1")));
        assertEquals(-5, setup.order());
        assertEquals(FailPolicy.CLOSED, setup.failPolicy());
        assertEquals("classloader", setup.sandbox());
    }

    @Test
    void shouldUnderstandWhichCopiesAreAskedFor() throws Exception {
        SetupRequest setup = assertInstanceOf(SetupRequest.class, parser.parse(parse("""
                SETUP m_1.0.0 NETSERV/0.1
                user:u
                ttl:60
                url:http://198.51.100.7/m.jar
                filter-proto:udp
                filter-sample:100
                filter-port.2:53
                filter-proto.2:udp
                filter-sample.3:1000000
                signature:x

                """)));
        assertEquals(List.of(new FilterSpec(1, 17, FilterSpec.ANY, null, null, 100),
                new FilterSpec(2, 17, 53, null, null, FilterSpec.ALL),
                new FilterSpec(3, FilterSpec.ANY, FilterSpec.ANY, null, null, 1_000_000)), setup.filters());
    }

    @Test
    void shouldUnderstandTheOtherMethods() throws Exception {
        var remove = assertInstanceOf(RemoveRequest.class,
                parser.parse(parse("REMOVE m NETSERV/0.1\nuser:u\nnotification:\nsignature:x\n\n")));
        assertNull(remove.module().version());
        var probe = assertInstanceOf(ProbeRequest.class,
                parser.parse(parse("PROBE m_2 NETSERV/0.1\nuser:u\nprobe:module-status\n\n")));
        assertEquals("module-status", probe.probe());
        assertEquals("m_2.0.0", probe.module().toString());
        assertInstanceOf(OperatorRequest.class, parser.parse(parse("STATUS * NETSERV/0.1\n\n")));
    }

    @Test
    void shouldReadWhichPacketsTheOperatorWantsToSee() throws Exception {
        var trace = assertInstanceOf(TraceRequest.class, parser.parse(parse("""
                TRACE * NETSERV/0.1
                filter:proto=udp,port=5060
                user:u
                module:a.b_1
                count:10000
                seconds:60
                snaplen:150

                """)));
        assertEquals(new TraceFilter(17, 5060, null, null, "u", "a.b_1.0.0"), trace.filter());
        assertEquals(10_000, trace.count());
        assertEquals(Duration.ofSeconds(60), trace.time());
        assertEquals(150, trace.snapLength());
        var plain = assertInstanceOf(TraceRequest.class, parser.parse(parse("TRACE * NETSERV/0.1\nmodule:a\n\n")));
        assertEquals(new TraceFilter(TraceFilter.ANY, TraceFilter.ANY, null, null, "", "a"), plain.filter());
        assertEquals(100, plain.count());
        assertEquals(15_000, plain.snapLength());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"SETUP | nonsense:1 | 400 | there is no header nonsense",
        "SETUP | probe:module-status | 400 | does not belong in a SETUP message",
        "SETUP | filter-proto.1:udp | 400 | there is no header filter-proto.1",
        "SETUP | filter-proto.17:udp | 400 | there is no header filter-proto.17",
        "SETUP | filter-proto.02:udp | 400 | there is no header", "SETUP | filter-mac:x | 400 | there is no header",
        "SETUP | ttl.2:5 | 400 | there is no header", "REMOVE | ttl:5 | 400 | does not belong in a REMOVE message",
        "PROBE | notification: | 400 | does not belong in a PROBE message",
        "STATUS | user:x | 400 | does not belong in a STATUS message",
        "STATUS | signature:x | 400 | does not belong in a STATUS message",
        "STATUS | count:1 | 400 | does not belong in a STATUS message",
        "TRACE | ttl:1 | 400 | does not belong in a TRACE message",
        "TRACE | count:10001 | 400 | from 1 to 10000", "TRACE | seconds:61 | 400 | from 1 to 60",
        "TRACE | snaplen:15001 | 400 | from 1 to 15000", "TRACE | filter:x | 400 | expected proto=",
        "TRACE | module:a b | 400 | is not a symbolic name", "TRACE | user:a b | 400 | header user",
        "SETUP | otp:123 | 501 | header otp: this node does not support",
        "SETUP | credential:abc | 501 | header credential",
        "REMOVE | notification:ftp://x/ | 501 | header notification: scheme",
        "SETUP | notification:http://me:secret@x/y | 400 | header notification: expected a URL without user",
        "SETUP | sandbox:lxc | 501 | it supports classloader", "SETUP | sandbox:jail | 400 | expected one of",
        "SETUP | module-digest:sha-512:ab | 501 | it supports sha-256",
        "SETUP | module-digest:sha-256:ab | 400 | has 2 hex digits: expected 64",
        "SETUP | module-digest:abc | 400 | expected sha-256:hex", "SETUP | url:ftp://h/x.jar | 501 | scheme",
        "SETUP | url:/x.jar | 400 | expected an absolute URL", "SETUP | url:http:///x | 400 | URL",
        "SETUP | url:http://a b/ | 400 | expected a URL", "SETUP | url:mailto:a@b | 400 | absolute URL",
        "SETUP | filter-port:5060 | 400 | a port needs filter-proto:udp",
        "SETUP | filter-port.3:5060 | 400 | a port needs filter-proto.3:udp",
        "SETUP | filter-proto:256 | 400 | expected udp", "SETUP | filter-proto:UDP6 | 400 | expected udp",
        "SETUP | filter-port:0 | 400 | from 1 to 65535", "SETUP | filter-port:65536 | 400 | from 1 to 65535",
        "SETUP | filter-sample:0 | 400 | from 1 to 1000000",
        "SETUP | filter-sample.2:1000001 | 400 | from 1 to 1000000",
        "REMOVE | filter-sample:5 | 400 | does not belong in a REMOVE message",
        "SETUP | filter-ipv4:10.0.0.1/8 | 400 | expected 10.0.0.0/8",
        "SETUP | filter-ipv4:example.com | 400 | is not an IP address",
        "SETUP | filter-ipv4:2001:db8::/32 | 400 | expected an IPv4 prefix",
        "SETUP | filter-ipv6:10.0.0.0/8 | 400 | expected an IPv6 prefix",
        "SETUP | properties:a | 400 | expected key=value", "SETUP | properties:a=1,,b=2 | 400 | expected key=value",
        "SETUP | properties:a=1,a=2 | 400 | property a is there twice",
        "SETUP | properties:a b=1 | 400 | expected key=value",
        "SETUP | dependencies:a,,b | 400 | is not a dependency",
        "SETUP | dependencies:a;version=[1,2) | 400 | is not a range",
        "SETUP | dependencies:a;version=\"[2,1\" | 400 | is not a range of versions",
        "SETUP | dependencies:a..b | 400 | is not a symbolic name", "SETUP | order:1.5 | 400 | whole number",
        "SETUP | order:1000001 | 400 | from -1000000 to 1000000", "SETUP | fail-policy:maybe | 400 | closed, open",
        "SETUP | expires:tomorrow | 400 | expected an instant",
        "SETUP | expires:2026-13-01T00:00:00Z | 400 | expected an instant",
        "SETUP | expires:2026-01-01T00:00Z | 400 | expected an instant",
        "SETUP | nonce:abc | 400 | is not a nonce", "SETUP | nonce:AAECAwQFBgcICQoLDA0ODx | 400 | is not a nonce",
        "SETUP | node-id:a b | 400 | expected 1 to 64", "SETUP | user:Alice | 400 | expected 1 to 32",
        "SETUP | ttl:0 | 400 | from 1 to", "SETUP | ttl:-1 | 400 | from 1 to",
        "SETUP | ttl: | 400 | needs a header ttl",
        "SETUP | ttl:99999999999 | 400 | from 1 to", "SETUP | user: | 400 | needs a header user",
        "PROBE | probe: | 400 | needs a header probe", "PROBE | probe:logs | 501 | it supports module-status",
        "PROBE | probe:weather | 400 | expected one of"})
    void shouldNameTheHeaderAndItsLine(String method, String header, int code, String fragment) throws Exception {
        String name = header.substring(0, header.indexOf(':'));
        boolean ofTheNode = method.equals("STATUS") || method.equals("TRACE");
        StringBuilder text = new StringBuilder(method + (ofTheNode ? " *" : " m") + " NETSERV/0.1\n");
        for (String given : ofTheNode ? List.<String>of()
                : List.of("user:u", "ttl:5", "probe:module-status")) {
            boolean wanted = given.startsWith("user") || (given.startsWith("ttl") && method.equals("SETUP"))
                    || (given.startsWith("probe") && method.equals("PROBE"));
            if (wanted && !given.startsWith(name + ":")) {
                text.append(given).append('\n');
            }
        }
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        ControlMessage message = parse(text + header + "\n\n");
        var e = assertThrows(ControlMessageException.class, () -> parser.parse(message));
        assertEquals(code, e.code().code(), e::sentence);
        assertTrue(e.sentence().contains(fragment), e::sentence);
        assertTrue(e.sentence().contains(name), e::sentence);
        assertEquals(line, e.line(), e::sentence);
        assertFalse(e.closesConnection());
    }

    @Test
    void shouldNameWhatIsMissingOnTheStartLine() throws Exception {
        ControlMessage message = parse("SETUP m NETSERV/0.1\nuser:u\n\n");
        var e = assertThrows(ControlMessageException.class, () -> parser.parse(message));
        assertEquals("a SETUP message needs a header ttl with a value", e.sentence());
        assertEquals(1, e.line());
    }

    @Test
    void shouldSupportWhatItsCapabilitiesSay() throws Exception {
        Capabilities more = new Capabilities(Set.of("module-status", "logs"), Set.of("lxc"), Set.of("https"), Set.of(),
                Set.of("notification", "otp", "credential"));
        SetupRequest setup = assertInstanceOf(SetupRequest.class,
                new RequestParser(more).parse(parse("""
                        SETUP m NETSERV/0.1
                        user:u
                        ttl:5
                        sandbox:lxc
                        otp:1
                        credential:c
                        notification:https://x/y

                        """)));
        assertEquals("lxc", setup.sandbox());
        assertEquals("1", setup.otp());
        assertEquals("c", setup.envelope().credential());
        assertEquals(URI.create("https://x/y"), setup.notification());
    }

    @ParameterizedTest
    @CsvSource({"a,a,", "a_1,a,1.0.0", "a_b,a_b,", "a_b_1.2,a_b,1.2.0", "a_1_2.0.0,a_1,2.0.0",
        "a_1.0.0.rc_1,a,1.0.0.rc_1",
        "org.x-y_z.q_0.0.7.q-1,org.x-y_z.q,0.0.7.q-1", "a_1.x,a_1.x,", "a_,a_,"})
    void shouldFindTheVersionInAnId(String text, String name, String version) {
        ModuleId id = ModuleId.parse(text);
        assertEquals(name, id.symbolicName());
        assertEquals(version == null ? null : new Version(version), id.version());
        assertEquals(id, ModuleId.parse(id.toString()));
        assertTrue(id.matches(name, version == null ? new Version("9.9") : new Version(version)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "a.", "a..b", "a/b", "a b", "ä", "*"})
    void shouldRefuseWhatIsNoId(String text) {
        assertThrows(IllegalArgumentException.class, () -> ModuleId.parse(text));
    }
}
