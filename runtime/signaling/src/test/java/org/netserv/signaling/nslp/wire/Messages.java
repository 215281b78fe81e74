package org.netserv.signaling.nslp.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.Header;
import org.netserv.node.message.Method;
import org.netserv.node.message.PathAnswer;
import org.netserv.node.net.IpAddress;

/** Messages made at random. */
final class Messages {
    private static final List<String> NAMES = List.of("user", "signature", "ttl", "url", "probe", "filter-proto",
            "filter-port", "filter-port.2", "filter-ipv4", "filter-ipv6", "properties", "dependencies", "notification",
            "node-id", "module-digest", "expires", "nonce", "otp", "credential", "fail-policy", "order", "sandbox",
            "filter-sample", "a", "user.2", "zz", "-", "0.1");
    private static final String[] ALPHABET = {"a", "Z", "0", " ", "\t", "\\", ":", ",", "=", "é", "漢", "😀", "\u00a0"};
    private static final int MOST_PARTS = 40;

    private Messages() {}

    static ControlMessage random(Random random) {
        List<Header> headers = new ArrayList<>();
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                headers.add(random.nextInt(headers.size() + 1), new Header(name, value(random), 0));
            }
        }
        Method method = List.of(Method.SETUP, Method.REMOVE, Method.PROBE).get(random.nextInt(3));
        return new ControlMessage(method, random.nextBoolean() ? "a.b_1.0.0" : "x", headers);
    }

    private static String value(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(MOST_PARTS); i > 0; i--) {
            text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        return text.toString().replaceAll("^[ \t]+|[ \t]+$", "");
    }

    static RequestId id(Random random) {
        return new RequestId(random.nextInt(), random.nextInt(), random.nextInt());
    }

    static StackEntry entry(Random random, int dataBytes) {
        PathAnswer.Result[] results = PathAnswer.Result.values();
        List<IpAddress> addresses = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            addresses.add(random.nextBoolean() ? IpAddress.ofIpv4(random.nextInt())
                    : new IpAddress(random.nextLong() | 1L << 62, random.nextLong()));
        }
        return new StackEntry("node" + random.nextInt(100), addresses, results[random.nextInt(results.length)],
                200 + random.nextInt(300), random.nextBoolean() ? "" : "a.b_1.0.0", value(random),
                "x".repeat(dataBytes), random.nextBoolean());
    }
}
