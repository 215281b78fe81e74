package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.ConfigurationException;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.Method;
import org.netserv.node.path.ModuleSlot;
import org.netserv.testing.BundleBuilder;

class ReloadTest {
    private static final String ACCEPTS = "public void start(ModuleContext c) { c.register(packet -> Verdict.ACCEPT); }";

    @TempDir
    private static Path bundles;
    private static Path jar;

    @TempDir
    private Path directory;
    private ControllerFixture node;

    @BeforeAll
    static void build() {
        jar = BundleBuilder.module("a.b", "1.0.0", ACCEPTS).build(bundles.resolve("a.jar"));
    }

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
        assertEquals(200, node.send(node.setup("a.b_1.0.0", node.serve(jar), UnaryOperator.identity())).code().code());
        assertEquals(200, node.send(johns("a.b_1.0.0")).code().code());
        assertEquals(200, node.send(node.setup("a.b_1.0.0", node.serve(jar), UnaryOperator.identity())).code().code());
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    private ControlMessage johns(String module) throws IOException {
        return new MessageBuilder(Method.SETUP, module).header("user", ControllerFixture.JOHN).header("ttl", 600)
                .header("url", node.serve(jar).toString()).header("filter-proto", "udp")
                .fresh(node.now().plusSeconds(600)).build(new MessageSigner(node.johnsKey.getPrivate()));
    }

    private String reload(int code) {
        Answer answer = node.operator(Method.RELOAD, "*");
        assertEquals(code, answer.code().code(), answer::detail);
        return answer.detail();
    }

    private Set<String> filtered() {
        return node.plane.latest().stream().map(filter -> filter.destination().toString())
                .collect(Collectors.toSet());
    }

    private List<ModuleSlot> slots() {
        return node.path.modules();
    }

    @Test
    void shouldLeaveWhatIsTheSameAsItIs() {
        List<ModuleSlot> before = slots();
        assertEquals("nothing has changed", reload(200));
        assertEquals(before, slots());
    }

    @Test
    void shouldChangeNothingForABadFile() {
        node.source = () -> {
            throw new ConfigurationException(List.of(
                    new ConfigurationException.Problem(Path.of("netserv.xml"), 7, "prefix",
                            "there is no 10.0.0.0/33")));
        };
        List<ModuleSlot> before = slots();
        assertTrue(reload(400).contains("netserv.xml:7"), reload(400));
        assertEquals(before, slots());
    }

    @Test
    void shouldChangeNothingIfThePlaneCannotDeliver() throws IOException {
        List<ModuleSlot> before = slots();
        Object modules = Json.parse(node.status()).get("modules");
        node.plane.broken = true;
        node.johnsPrefixes = new String[]{"10.0.9.0/25"};
        assertEquals("nothing has changed: packets cannot be had for the new prefixes: the plane is broken",
                reload(500));
        node.withoutJohn = true;
        reload(500);
        assertEquals(before, slots());
        assertEquals(modules, Json.parse(node.status()).get("modules"));
        node.plane.broken = false;
        assertEquals("changed: no user john any more", reload(200));
        assertEquals(List.of(), slots());
    }

    @Test
    void shouldStartTheModulesOfAChangedUserAnewAndNoOthers() {
        ModuleSlot johns = slots().getFirst();
        node.johnsPrefixes = new String[]{"10.0.9.0/25"};
        assertEquals("changed: user john", reload(200));
        assertEquals(1, slots().size());
        assertTrue(slots().getFirst() != johns);
        assertEquals(Set.of("10.0.9.0/25"), filtered());
    }

    @Test
    void shouldHaveNothingOfAUserWhoIsNoneAnyMoreUntilItIsBack() throws IOException {
        node.withoutJohn = true;
        assertEquals("changed: no user john any more", reload(200));
        assertEquals(Set.of(), filtered());
        assertEquals(401, node.send(johns("a.b_1.0.0")).code().code());
        node.withoutJohn = false;
        assertEquals("changed: new user john", reload(200));
        assertEquals(Set.of("10.0.9.0/24"), filtered());
    }

    @Test
    void shouldAskForAnotherSignatureOnceTheKeyHasChanged() throws IOException {
        var old = node.johnsKey;
        node.johnsKey = KeyScheme.ED25519.generate();
        assertEquals("changed: user john", reload(200));
        assertTrue(node.status().contains("NOT_RESTORED"), node.status());
        assertEquals(200, node.send(johns("a.b_1.0.0")).code().code());
        assertEquals(Set.of("10.0.9.0/24"), filtered());
        node.johnsKey = old;
        assertEquals(401, node.send(johns("a.b_1.0.0")).code().code());
    }

    @Test
    void shouldTakeMessagesByTheNewRules() {
        node.source = () -> {
            Configuration now = node.configuration();
            return new Configuration(now.file(), "node-2", now.state(), now.control(), now.planes(), now.fetch(),
                    now.notification(),
                    new Configuration.Freshness(true, Duration.ofSeconds(60), Duration.ofSeconds(30)),
                    now.metricsPort(),
                    now.users(), new Configuration.Signaling(List.of(), 30_000, Configuration.NO_PORT, null));
        };
        assertEquals("changed: fetch and freshness; with the node's next start: node-id, signaling", reload(200));
        assertEquals(401, node.send(node.setup("c.d_1.0.0", "http://127.0.0.1/", UnaryOperator.identity())).code()
                .code());
    }
}
