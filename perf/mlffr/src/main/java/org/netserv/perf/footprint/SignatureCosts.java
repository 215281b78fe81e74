package org.netserv.perf.footprint;

import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.Method;
import org.netserv.node.message.SignatureVerifier;

/** What it costs to verify the signature of a SETUP as publishers send it. */
public final class SignatureCosts {
    private static final int DIGEST_HEX = 64;

    private SignatureCosts() {}

    /**
     * Nanoseconds that a warm verification takes, the median of {@code times}, by scheme.
     *
     * @param times also the number of those before that do not count
     */
    public static Map<KeyScheme, Double> measure(int times) {
        Map<KeyScheme, Double> costs = new EnumMap<>(KeyScheme.class);
        for (KeyScheme scheme : KeyScheme.values()) {
            KeyPair keys = scheme.generate();
            ControlMessage message = setup(new MessageSigner(keys.getPrivate()));
            SignatureVerifier verifier = new SignatureVerifier(keys.getPublic());
            time(verifier, message, times);
            costs.put(scheme, time(verifier, message, times));
        }
        return costs;
    }

    private static double time(SignatureVerifier verifier, ControlMessage message, int times) {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
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
