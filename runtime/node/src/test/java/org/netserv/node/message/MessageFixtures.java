package org.netserv.node.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;

/** Messages for the tests of this package. */
final class MessageFixtures {

    /** The example of netserv.md 3.1. */
    static final String EXAMPLE = """
            SETUP NetServ.apps.NetMonitor_1.0.0 NETSERV/0.1
            dependencies:
            filter-port:5060
            filter-proto:udp
            notification:
            properties:visualizer_ip=1.2.3.4,visualizer_port=5678
            ttl:3600
            user:janedoe
            url:http://content-publisher.com/modules/netmonitor.jar
            signature:4Z+HvDEm2WhHJrg9UKovwmMutxGibsA71FTMFykVa0Y\\
             xGclG8o=

            """;

    private static final String[] ALPHABET = {"a", "b", "Z", "0", "9", " ", " ", "\t", "\\", "\\", ":", ",", "=", "é",
        "漢",
        "😀", "\u00a0", ";", "\"", "."};

    private static final List<Method> METHODS = List.of(Method.SETUP, Method.REMOVE, Method.PROBE);

    private MessageFixtures() {}

    static ControlMessageParser parser(byte[] bytes) {
        return new ControlMessageParser(new ByteArrayInputStream(bytes));
    }

    static ControlMessageParser parser(String text) {
        return parser(text.getBytes(StandardCharsets.UTF_8));
    }

    static ControlMessage parse(byte[] bytes) throws IOException, ControlMessageException {
        ControlMessage message = parser(bytes).read();
        if (message == null) {
            throw new AssertionError("no message");
        }
        return message;
    }

    static ControlMessage parse(String text) throws IOException, ControlMessageException {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static ControlMessageException refusal(String text) {
        return Assertions.assertThrows(ControlMessageException.class, () -> parse(text), text);
    }

    static String canonical(ControlMessage message) {
        return new String(CanonicalForm.of(message), StandardCharsets.UTF_8);
    }

    /** A message that says all that a SETUP can, made of sensible values. */
    static ControlMessage fullSetup() {
        return new MessageBuilder(Method.SETUP, "org.example.keep_alive_1.2.0").header("user", "alice")
                .header("ttl", 3600).header("url", "http://198.51.100.7:8080/modules/keepalive.jar")
                .header("module-digest", "sha-256:" + "0123456789abcdef".repeat(4))
                .header("expires", "2026-01-31T12:00:00Z").header("nonce", "AAECAwQFBgcICQoLDA0ODw")
                .header("filter-proto", "udp").header("filter-port", 5060).header("filter-ipv4", "198.51.100.0/24")
                .header("filter-proto.2", "tcp").header("filter-ipv6.16", "2001:db8::/32")
                .header("properties", "server=198.51.100.7:5060,measure=no")
                .header("dependencies", "a.b,c.d;version=\"[1.0,2.0)\",e_f_3").header("order", -5)
                .header("fail-policy", "closed").header("sandbox", "classloader").header("node-id", "edge-1")
                .header("notification", "").build();
    }

    /** Any well formed message: values of any characters, as long as text can carry them. */
    static ControlMessage random(Random random) {
        MessageBuilder builder = new MessageBuilder(METHODS.get(random.nextInt(METHODS.size())),
                "m" + "x".repeat(random.nextInt(200)) + "_1.0." + random.nextInt(100));
        int headers = random.nextInt(20);
        for (int i = 0; i < headers; i++) {
            StringBuilder value = new StringBuilder();
            int length = random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(12);
            for (int j = 0; j < length; j++) {
                value.append(ALPHABET[random.nextInt(ALPHABET.length)]);
            }
            builder.header("h-" + (char) ('a' + random.nextInt(26)) + "." + i, value.toString());
        }
        return builder.build();
    }
}
