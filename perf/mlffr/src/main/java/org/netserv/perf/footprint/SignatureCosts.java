package org.netserv.perf.footprint;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.Method;
import org.netserv.node.message.SignatureVerifier;
import org.netserv.rig.Exec;
import org.netserv.rig.RigException;

/** What it costs to verify the signature of a SETUP as publishers send it: a program, for a JVM as a node has it. */
public final class SignatureCosts {
    private static final int TIMES = 4000;
    private static final int DIGEST_HEX = 64;

    private SignatureCosts() {}

    /**
     * Nanoseconds that a warm verification takes, by scheme.
     *
     * <p><b>Errors.</b> {@link RigException} if the JVM does not tell.
     *
     * @param distribution the node's, whose options the JVM gets
     */
    public static Map<KeyScheme, Double> measure(Path distribution) {
        String told = Exec.run(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + distribution.resolve("run.args"), "--module-path", System.getProperty("jdk.module.path", ""),
                "-m", "org.netserv.perf/" + SignatureCosts.class.getName())).orThrow().stdout();
        return parse(told);
    }

    /** Prints a line for each scheme: its name, and nanoseconds, the median of as many as those before that do not count. */
    public static void main(String[] none) {
        for (KeyScheme scheme : KeyScheme.values()) {
            KeyPair keys = scheme.generate();
            ControlMessage message = setup(new MessageSigner(keys.getPrivate()));
            SignatureVerifier verifier = new SignatureVerifier(keys.getPublic());
            time(verifier, message);
            System.out.println(scheme.name() + " " + time(verifier, message));
        }
    }

    static Map<KeyScheme, Double> parse(String told) {
        Map<KeyScheme, Double> costs = new EnumMap<>(KeyScheme.class);
        try {
            for (String line : told.lines().toList()) {
                int blank = line.indexOf(' ');
                costs.put(KeyScheme.valueOf(line.substring(0, Math.max(0, blank))),
                        Double.parseDouble(line.substring(blank + 1)));
            }
        } catch (IllegalArgumentException e) {
            throw new RigException("expected a scheme and nanoseconds in each line, found: " + told.strip(), e);
        }
        return costs;
    }

    private static double time(SignatureVerifier verifier, ControlMessage message) {
        long[] nanos = new long[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long begun = System.nanoTime();
            boolean holds = verifier.verify(message);
            nanos[i] = System.nanoTime() - begun;
            if (!holds) {
                throw new IllegalStateException("a signature of our own does not hold: " + verifier.scheme());
            }
        }
        return Spread.of(Arrays.stream(nanos).mapToObj(each -> (double) each).toList()).median();
    }

    /** Bytes of that SETUP as it is sent, but for its signature. */
    public static int messageBytes() {
        return MessageWriter.bytes(unsigned().build()).length;
    }

    private static ControlMessage setup(MessageSigner signer) {
        return unsigned().build(signer);
    }

    private static MessageBuilder unsigned() {
        return new MessageBuilder(Method.SETUP, "NetServ.apps.NetMonitor_1.0.0").header("user", "janedoe")
                .header("ttl", 3600).header("url", "https://modules.publisher.example/netserv/netmonitor-1.0.0.jar")
                .header("module-digest", "sha-256:" + "0".repeat(DIGEST_HEX)).header("filter-proto", "udp")
                .header("filter-port", "5060")
                .header("properties", "visualizer_ip=192.0.2.20,visualizer_port=5678")
                .header("notification", "https://publisher.example/netserv/events")
                .fresh(Instant.now().plusSeconds(3600));
    }
}
