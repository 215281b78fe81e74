package org.netserv.rig;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Receives datagrams of text on a host and keeps them, at most 20,000. */
public final class UdpInbox implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
    private static final Pattern DATAGRAM = Pattern.compile("\"text\":\"([A-Za-z0-9+/=]*)\"");

    private final Running running;

    private UdpInbox(Running running) {
        this.running = running;
    }

    /** An inbox that is listening when this returns. */
    public static UdpInbox start(Namespace host, String address, int port) {
        Running running = Peers.start(host, "UdpInboxMain", List.of(address, Integer.toString(port)));
        try {
            running.awaitLine("\"event\":\"ready\"", START_TIMEOUT);
        } catch (RigException e) {
            running.close();
            throw e;
        }
        return new UdpInbox(running);
    }

    /** What has come so far, in its order. */
    public List<String> texts() {
        return running.lines().stream().map(DATAGRAM::matcher).filter(matcher -> matcher.find())
                .map(matcher -> new String(Base64.getDecoder().decode(matcher.group(1)), StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void close() {
        running.close();
    }
}
