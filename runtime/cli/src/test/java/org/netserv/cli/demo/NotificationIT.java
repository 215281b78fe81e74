package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.rig.Privilege;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/** A node tells a publisher whose XML-RPC server is Python's own. */
class NotificationIT {
    private static final Path HOME = Path.of("target", "netserv").toAbsolutePath();
    private static final Duration LIFE = Duration.ofMinutes(5);
    /** Beyond all that the node waits between tries. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Shows all that it is told, in the order of names, and takes all but one. */
    private static final String SERVER = """
            from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

            class AnyPath(SimpleXMLRPCRequestHandler):
                rpc_paths = ()

            def notify(news):
                print("told", *("%s=<%s>" % item for item in sorted(news.items())), flush=True)
                if news["event"] == "removed":
                    raise ValueError("nobody removes this")
                return True

            server = SimpleXMLRPCServer(("10.0.2.2", 8000), requestHandler=AnyPath, use_builtin_types=True)
            server.register_function(notify, "netserv.notify")
            print("ready", flush=True)
            server.serve_forever()
            """;
    private static final Map<String, String> NOTIFIED = Map.of("notification",
            "http://" + Rig.SERVER_IPV4 + ":8000/netserv?key=1");
    private static final Map<String, String> TO_ITSELF = Map.of("notification",
            "http://" + Rig.ROUTER_SERVER_IPV4 + ":8000/");

    private DemoSite site;

    @BeforeEach
    void build() throws IOException {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        site = DemoSite.create(HOME, "nfqueue");
        site.startNode();
    }

    @AfterEach
    void demolish() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void shouldTellAServerThatOthersHaveWritten() throws IOException {
        try (Running server = startServer()) {
            Instant before = Instant.now().minusSeconds(1);
            setup(DemoModule.KEEP_ALIVE, LIFE, NOTIFIED);
            Matcher installed = told(server, DemoModule.KEEP_ALIVE, "installed", 200);
            assertTrue(installed.group("detail").startsWith("runs until "), installed.group());
            Instant at = LocalDateTime.parse(installed.group("time").replace(' ', 'T')).toInstant(ZoneOffset.UTC);
            assertTrue(!at.isBefore(before) && !at.isAfter(Instant.now()), installed.group());

            setup(DemoModule.NET_MONITOR, Duration.ofSeconds(2), NOTIFIED);
            told(server, DemoModule.NET_MONITOR, "installed", 200);
            told(server, DemoModule.NET_MONITOR, "expired", 200);

            assertEquals(200, site.node().control().send(site.publisher().remove(DemoModule.KEEP_ALIVE)).code().code());
            told(server, DemoModule.KEEP_ALIVE, "removed", 200);
            awaitInStatus("http://10.0.2.2:8000 was not told that it is removed, after 1 try: it answers with fault 1 "
                    + "<class 'ValueError'>:nobody removes this");
            assertEquals(4, server.lines().stream().filter(line -> line.startsWith("told ")).count());
        }
    }

    @Test
    void shouldTryAgainUntilTheServerIsThere() {
        setup(DemoModule.KEEP_ALIVE, LIFE, NOTIFIED);
        try (Running server = startServer()) {
            told(server, DemoModule.KEEP_ALIVE, "installed", 200);
        }
    }

    @Test
    void shouldNotCallItself() throws IOException {
        try (Running listener = site.router().start("python3", "-c", SERVER.replace("10.0.2.2", "10.0.2.1"))) {
            listener.awaitLine("ready", TIMEOUT);
            setup(DemoModule.KEEP_ALIVE, LIFE, TO_ITSELF);
            awaitInStatus("http://10.0.2.1:8000 was not told that it is installed: this node does not connect to "
                    + "10.0.2.1: 10.0.2.1 is the node's own");
            assertEquals(List.of("ready"), listener.lines());
        }
    }

    private Running startServer() {
        Running server = site.server().start("python3", "-c", SERVER);
        server.awaitLine("ready", TIMEOUT);
        return server;
    }

    private void setup(DemoModule module, Duration ttl, Map<String, String> more) {
        Answer answer = site.node().control().send(site.publisher().setup(module, site.url(module), ttl, more));
        assertEquals(200, answer.code().code(), () -> answer.detail() + "\n" + site.nodeLog());
    }

    private static Matcher told(Running server, DemoModule module, String event, int code) {
        return server.awaitLine("told code=<" + code + "> detail=<(?<detail>.*)> event=<" + event
                + "> id=<[0-9a-f-]{36}> module=<" + Pattern.quote(module.id()) + "> node-id=<router> "
                + "time=<(?<time>.*)> user=<" + Publisher.NAME + ">", TIMEOUT);
    }

    private void awaitInStatus(String text) throws IOException {
        ControlMessage status = new MessageBuilder(Method.STATUS, ControlMessage.NO_MODULE).build();
        boolean seen = Waiting.until(() -> site.node().control().send(status).body().contains(text), TIMEOUT);
        assertTrue(seen, site::nodeLog);
    }
}
