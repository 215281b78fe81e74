package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.netserv.cli.Distribution;
import org.netserv.node.json.Json;
import org.netserv.node.message.AnswerReader;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.Method;
import org.netserv.rig.Namespace;
import org.netserv.rig.Result;
import org.netserv.rig.Running;

/** A {@link Chain} with whole nodes on its two routers, a publisher's server at its beginning, and a user at its end. */
final class PathSite implements AutoCloseable {
    static final String MODULE = "NetServ.apps.KeepAlive_1.0.0";

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int SIP = 5_060;
    private static final int ANSWER_MILLIS = 500;
    private static final byte[] KEEP_ALIVE = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;
    private final Chain chain;
    private final KeyPair keys = KeyScheme.ED25519.generate();
    private final List<Running> nodes = new ArrayList<>();
    private int messages;

    PathSite(Path folder, Chain chain) throws IOException {
        this.folder = folder;
        this.chain = chain;
        KeyFiles.write(folder.resolve("publisher.pub"), keys.getPublic());
    }

    /** Starts a node on a router; the publisher is known there, or somebody else is. */
    void start(String id, int host, String plane, boolean knowsPublisher) throws IOException {
        start(id, chain.host(host), plane, knowsPublisher);
    }

    /** The same on a router with the same names of interfaces. */
    void start(String id, Namespace host, String plane, boolean knowsPublisher) throws IOException {
        Path own = Files.createDirectory(folder.resolve(id));
        Path key = folder.resolve("publisher.pub");
        if (!knowsPublisher) {
            key = own.resolve("other.pub");
            KeyFiles.write(key, KeyScheme.ED25519.generate().getPublic());
        }
        Path configuration = Files.writeString(own.resolve("netserv.xml"), """
                <netserv node-id="%s" state="state">
                  <control socket="control.sock"/>
                  <plane name="%s">%s</plane>
                  <fetch allow-file="true"/>
                  <signaling tcp-port="30000"/>
                  <user name="publisher" public-key="%s">
                    <prefix>10.1.0.0/24</prefix>
                    <prefix>fd00:1::/64</prefix>
                  </user>
                </netserv>
                """.formatted(id, plane,
                plane.equals("xdp") ? "<option name=\"interfaces\" value=\"left0,right0\"/>" : "", key));
        Running node = host.start(Distribution.command("run.args", "run", "--config",
                configuration.toString()), Map.of(), own.resolve("log"));
        nodes.add(node);
        node.awaitLine("runs on plane", TIMEOUT);
    }

    /** A signed message of the publisher's. */
    ControlMessage message(Method method) {
        MessageBuilder message = new MessageBuilder(method, MODULE).header("user", "publisher")
                .fresh(Instant.now().plusSeconds(method == Method.SETUP ? 300 : 60));
        switch (method) {
            case SETUP -> message.header("ttl", 300).header("filter-proto", "udp").header("filter-port", SIP)
                    .header("url", Distribution.HOME.resolve("modules/keepalive.jar").toUri().toString());
            case PROBE -> message.header("probe", "module-status");
            default -> {
            }
        }
        return message.build(new MessageSigner(keys.getPrivate()));
    }

    /** Sends a message from the server to the user; what the command prints, and its exit code under "exit". */
    Map<String, Object> signal(ControlMessage message, boolean ipv4) throws IOException {
        Result result = chain.host(Chain.SENDER).exec(command(message, ipv4), TIMEOUT);
        assertTrue(result.stdout().startsWith("{"), result::toString);
        Map<String, Object> object = new LinkedHashMap<>(Json.parse(result.stdout()));
        object.put("exit", result.exit());
        return object;
    }

    /** The same without a capability. */
    Result signalWithout(String capability, ControlMessage message) throws IOException {
        List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set", "-" + capability, "--"));
        command.addAll(command(message, true));
        return chain.host(Chain.SENDER).exec(command, TIMEOUT);
    }

    private List<String> command(ControlMessage message, boolean ipv4) throws IOException {
        Path file = Files.write(folder.resolve(messages++ + ".ncm"), MessageWriter.bytes(message));
        return Distribution.command("short.args", "signal", message.method().name().toLowerCase(Locale.ROOT), "--from",
                Chain.address(0, 1, ipv4), "--to", Chain.address(3, 2, ipv4), "--timeout", "30", "--json",
                file.toString());
    }

    /** What the nodes answered, in the order of the path, as "r1 installed 200". */
    static List<String> answers(Map<String, Object> object) {
        return nodes(object).stream()
                .map(node -> node.get("node-id") + " " + node.get("result") + " " + node.get("code")).toList();
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> nodes(Map<String, Object> object) {
        return (List<Map<String, Object>>) object.getOrDefault("nodes", List.of());
    }

    /** Sends the very same message until no node is still at it. */
    Map<String, Object> settled(ControlMessage message, boolean ipv4) throws Exception {
        Map<String, Object> object = signal(message, ipv4);
        for (int i = 0; i < 20 && answers(object).stream().anyMatch(each -> each.contains(" 202")); i++) {
            Thread.sleep(200);
            object = signal(message, ipv4);
        }
        return object;
    }

    /** Whether a node answers the user's keep-alives to the server, where nobody listens. */
    boolean isAnswered(boolean ipv4) throws Exception {
        InetAddress user = InetAddress.getByName(Chain.address(3, 2, ipv4));
        InetAddress server = InetAddress.getByName(Chain.address(0, 1, ipv4));
        try (DatagramSocket socket = chain.on(Chain.RECEIVER,
                () -> new DatagramSocket(new InetSocketAddress(user, 0)))) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.send(new DatagramPacket(KEEP_ALIVE, KEEP_ALIVE.length, server, SIP));
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.receive(answer);
            return answer.getLength() == 2 && answer.getAddress().equals(server);
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Ids of the modules that a node has. */
    List<String> modules(String id) throws IOException {
        try (SocketChannel control = SocketChannel
                .open(UnixDomainSocketAddress.of(folder.resolve(id).resolve("control.sock")))) {
            control.write(ByteBuffer.wrap(MessageWriter
                    .bytes(new MessageBuilder(Method.STATUS, ControlMessage.NO_MODULE).build())));
            Object modules = Json.parse(new AnswerReader(Channels.newInputStream(control)).read().body())
                    .get("modules");
            return ((List<?>) Objects.requireNonNull(modules)).stream()
                    .map(module -> String.valueOf(((Map<?, ?>) module).get("id"))).toList();
        }
    }

    String logs() {
        return String.join("\n", nodes.stream().flatMap(node -> node.lines().stream()).toList());
    }

    @Override
    public void close() {
        nodes.forEach(Running::close);
    }
}
