package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.json.Json;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageParser;
import picocli.CommandLine;

/** What a user sees of the subcommands that need no node: output, JSON, sentences, exit codes. */
class CommandsTest {

    private static final String SETUP = """
            SETUP Example.TtlGuard_1.0.0 NETSERV/0.1
            user:janedoe
            url:http://192.0.2.10/ttl-guard.jar
            filter-proto:udp
            ttl:3600
            """;

    @TempDir
    private Path folder;
    private Path key = Path.of("");
    private Path config = Path.of("");
    private String out = "";
    private String err = "";

    private int run(Object... args) {
        CommandLine commandLine = Main.commandLine(Map.of("TERM", "dumb"), true);
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        commandLine.setOut(new PrintWriter(outText, true));
        commandLine.setErr(new PrintWriter(errText, true));
        int exit = commandLine.execute(List.of(args).stream().map(Object::toString).toArray(String[]::new));
        out = outText.toString();
        err = errText.toString();
        return exit;
    }

    /** Exit code 1 and one sentence, which holds these words. */
    private void refused(String words, Object... args) {
        assertEquals(1, run(args), () -> out + err);
        assertEquals(1, err.lines().count(), err);
        assertTrue(err.startsWith("netserv: ") && err.contains(words), err);
    }

    /** Exit code 2, a sentence with these words, and where the help is. */
    private void misused(String words, Object... args) {
        assertEquals(2, run(args), () -> out + err);
        assertTrue(err.startsWith("netserv: ") && err.contains(words), err);
        assertTrue(err.contains("--help"), err);
        assertTrue(err.lines().count() <= 3, err);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @BeforeEach
    void makeKeyAndConfiguration() throws IOException {
        key = folder.resolve("janedoe.pem");
        assertEquals(0, run("keygen", key));
        config = file("netserv.xml", """
                <netserv node-id="edge1" state="state">
                  <control socket="control.sock"/>
                  <user name="janedoe" public-key="janedoe.pem.pub"><prefix>198.51.100.0/24</prefix></user>
                </netserv>
                """);
    }

    @Test
    void shouldShowHelpWhoseExamplesFitTheScreen() {
        CommandLine commandLine = Main.commandLine(Map.of("TERM", "dumb"), true);
        assertAll(commandLine.getSubcommands().entrySet().stream().map(entry -> () -> {
            assertEquals(0, run(entry.getKey(), "--help"));
            String[] footer = entry.getValue().getCommandSpec().usageMessage().footer();
            assertTrue(out.lines().anyMatch(line -> line.matches("Examples?:")) && footer.length > 0,
                    entry.getKey() + " has no example");
            for (String line : footer) {
                assertTrue(out.lines().anyMatch(line::equals), entry.getKey() + " breaks the line " + line);
            }
        }));
    }

    @Test
    void shouldMakeKeysOfEachTypeAndOverwriteNone() throws IOException {
        for (String type : List.of("ed25519", "rsa", "ecdsa")) {
            Path made = folder.resolve(type + ".pem");
            assertEquals(0, run("keygen", made, "--type", type, "--json"), () -> err);
            assertEquals(made + ".pub", Json.parse(out).get("public"));
            assertEquals(0, run("sign", "--key", made, file("setup.txt", SETUP)), () -> err);
        }
        refused("exists already", "keygen", key);
        refused("no such file or folder", "keygen", folder.resolve("nosuch/x.pem"));
        misused("expected one of [ed25519, rsa, ecdsa]", "keygen", "x", "--type", "dsa");
    }

    @Test
    void shouldSignAMessageThatCheckThenAccepts() throws IOException {
        assertEquals(0, run("sign", "--key", key, file("setup.txt", SETUP)), () -> err);
        Path signed = file("setup.signed", out);
        assertEquals(0, run("check", "--config", config, signed), () -> out + err);
        assertTrue(out.contains("holds for user janedoe"), out);
        assertEquals(0, run("check", "--config", config, signed, "--json"), () -> out + err);
        assertEquals(true, Json.parse(out).get("ok"));
    }

    @Test
    void shouldSayWhyASignatureDoesNotHold() throws IOException {
        Path unsigned = file("setup.txt", SETUP);
        assertEquals(1, run("check", "--config", config, unsigned));
        assertTrue(out.contains("netserv sign adds one"), out);
        assertEquals(1, run("check", "--config", config, file("stranger.txt", SETUP.replace("janedoe", "joe"))));
        assertTrue(out.contains("no user joe: expected one of [janedoe]"), out);
        assertEquals(0, run("sign", "--key", key, unsigned));
        assertEquals(1, run("check", "--config", config, file("changed.txt", out.replace("3600", "3601"))));
        assertTrue(out.contains("changed afterwards"), out);
    }

    @Test
    void shouldJudgeAMessageThatDoesNotParse() throws IOException {
        Path twice = file("twice.txt", SETUP + "url:http://192.0.2.11/other.jar\n");
        assertEquals(1, run("check", twice, "--json"), () -> err);
        assertEquals(false, Json.parse(out).get("ok"));
        assertTrue(out.contains("400 line 6: "), out);
    }

    @Test
    void shouldFindWhatARunningNodeWouldRefuseInAConfiguration() throws IOException {
        Path bad = file("bad.xml", Files.readString(config)
                .replace("<user ", "<plane name=\"nfqueue\"><option name=\"queues\" value=\"many\"/></plane><user ")
                .replace("name=\"janedoe\"", "name=\"janedoe\" sandbox=\"lxc\""));
        assertEquals(1, run("check", bad), () -> out + err);
        assertTrue(out.contains("queues=\"many\": expected a number"), out);
        assertTrue(out.contains("sandbox lxc, which this node does not have: expected one of [classloader]"), out);
        Path unsigned = file("tls.xml", Files.readString(config).replace("<user ",
                "<signaling><tls port='30001' certificate='none.pem' key='none.key' authorities='none.pem'/>"
                        + "</signaling><user "));
        assertEquals(1, run("check", unsigned), () -> out + err);
        assertTrue(out.contains("key=\"none.key\": there is no file " + folder.resolve("none.key")), out);
        assertEquals(0, run("check", config, "--json"), () -> out + err);
        assertEquals(List.of("janedoe"), Json.parse(out).get("users"));
    }

    @Test
    void shouldNameTheFileThatCannotBeRead() throws IOException {
        Path setup = file("setup.txt", SETUP);
        refused("nosuch: there is no such file", "check", folder.resolve("nosuch"));
        refused(folder + " is a folder", "check", folder);
        refused("nosuch: there is no such file", "sign", "--key", key, folder.resolve("nosuch"));
        refused("expected a private key", "sign", "--key", folder.resolve("nosuch"), setup);
        refused("expected one block BEGIN PRIVATE KEY", "sign", "--key", key + ".pub", setup);
        refused("nosuch.xml: there is no such file", "check", "--config", folder.resolve("nosuch.xml"), setup);
        refused("nosuch.xml: there is no such file", "run", "--config", folder.resolve("nosuch.xml"));
        refused("is empty", "check", file("empty", ""));
    }

    @Test
    void shouldSayThatNoNodeAnswers() throws IOException {
        Path socket = folder.resolve("control.sock");
        Path setup = file("setup.txt", SETUP);
        refused("no node answers at " + socket, "status", "--socket", socket);
        refused("no node answers at " + socket, "send", setup, "--socket", socket);
        refused("no node answers at " + socket, "probe", "M", "--user", "janedoe", "--key", key, "--socket", socket);
        refused("no node answers at " + socket, "setup", "M_1.0.0", "--ttl", 5, "--user", "janedoe", "--key", key,
                "--socket", socket);
        refused("\"a b\" is not a symbolic name", "remove", "a b", "--user", "janedoe", "--key", key);
    }

    @Test
    void shouldSayWhoIsToBeTold() throws Exception {
        Path socket = folder.resolve("told.sock");
        try (ServerSocketChannel node = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            node.bind(UnixDomainSocketAddress.of(socket));
            for (Object[] command : new Object[][]{{"setup", "--ttl", 5}, {"remove"}}) {
                FutureTask<ControlMessage> received = new FutureTask<>(() -> receive(node));
                Thread.ofVirtual().start(received);
                List<Object> arguments = new ArrayList<>(List.of(command));
                arguments
                        .addAll(List.of("M_1.0.0", "--notification", "https://publisher.example/n", "--user", "janedoe",
                                "--key", key, "--socket", socket));
                run(arguments.toArray()); // it gets no answer
                assertEquals("https://publisher.example/n", received.get().value("notification"));
            }
        }
    }

    private static ControlMessage receive(ServerSocketChannel node) throws Exception {
        try (SocketChannel connection = node.accept()) {
            return Objects.requireNonNull(new ControlMessageParser(Channels.newInputStream(connection)).read());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAnOption() {
        misused("Unknown option: '--jsno'", "status", "--jsno");
        misused("--port 99999: expected a number from 1 to 65535", "status", "--port", 99999);
        misused("port=abc: expected a number from 1 to 65535", filtered("proto=udp,port=abc"));
        misused("a port needs proto=udp or proto=tcp", filtered("port=5060"));
        misused("proto=xyz: expected icmp, icmpv6, tcp, udp, or a number", filtered("proto=xyz"));
        misused("of the other family", filtered("ipv4=::/0"));
        misused("expected proto=, port=, ipv4=, ipv6= and sample=", filtered("foo=1"));
        misused("sample=0: expected a number from 1 to 1000000", filtered("proto=udp,sample=0"));
        misused("Missing required", "replay", "--module", "m.jar");
    }

    @Test
    void shouldSayWhatIsWrongWithWhatIsToGoAlongAPath() throws IOException {
        Path setup = file("setup.txt", SETUP);
        misused("Missing required", "signal", "setup", setup);
        misused("--from: \"x\" is not an IP address", signal("setup", "x", setup));
        misused("--timeout 0: expected a number from 1 to 3600", "signal", "setup", "--timeout", 0, "--from", "::1",
                "--to", "::2", setup);
        refused("setup.txt is a SETUP: expected a REMOVE", signal("remove", "192.0.2.1", setup));
        refused("setup.txt has no signature: netserv sign adds one", signal("setup", "192.0.2.1", setup));
        for (String command : List.of("setup", "remove", "probe")) {
            assertEquals(0, run("signal", command, "--help"));
            assertTrue(out.contains("Example:"), out);
        }
    }

    private static Object[] signal(String command, String from, Path message) {
        return new Object[]{"signal", command, "--from", from, "--to", "198.51.100.7", message};
    }

    private static Object[] filtered(String filter) {
        return new Object[]{"replay", "--module", "m.jar", "--filter", filter, "in.pcap", "out.pcap"};
    }

    @Test
    void shouldRefuseToReplayWhatIsNoCapture() throws IOException {
        Path text = file("setup.txt", SETUP);
        Path to = folder.resolve("out.pcap");
        refused("is a folder: expected a JAR", "replay", "--module", folder, text, to);
        refused("is a folder: expected a pcap file", "replay", "--module", text, folder, to);
        refused("in the first four bytes", "replay", "--module", text, text, to);
        refused("nosuch.pcap: there is no such file", "replay", "--module", text, folder.resolve("nosuch.pcap"), to);
    }
}
