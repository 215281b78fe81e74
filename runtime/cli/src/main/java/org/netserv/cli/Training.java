package org.netserv.cli;

import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.netserv.cli.service.Credentials;
import org.netserv.cli.service.NodePrivilege;
import org.netserv.ffi.Linking;
import org.netserv.node.Node;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.ConfigurationException;
import org.netserv.node.config.ConfigurationReader;
import org.netserv.node.message.Answer;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.Method;
import org.netserv.node.message.StatusCode;
import org.netserv.node.plane.PlaneException;

/**
 * A node's start as the JVM is to remember it in its ahead-of-time cache: the modules that come with NetServ are installed,
 * and restored by a second node. Needs no root: the packets would come from a file. The launcher runs it once, with the
 * options of a node; what it loads and how it runs is in the cache, so a node's start loads a fifth of its classes only.
 */
public final class Training {
    private static final String USER = "trainee";
    private static final Duration LIFE = Duration.ofMinutes(10);
    /** The header of a pcap file, little-endian, of IP packets. */
    private static final String NO_PACKETS = "d4c3b2a1020004000000000000000000ffff000065000000";
    private static final Map<String, String> MODULES = Map.of("NetServ.apps.NetMonitor_1.0.0", "netmonitor.jar",
            "NetServ.apps.KeepAlive_1.0.0", "keepalive.jar");

    private Training() {}

    /** Trains in a folder that is made and removed; ends with 1 and a sentence where it cannot. */
    public static void main(String[] none) throws Exception {
        Path folder = Files.createTempDirectory("netserv-training");
        try {
            train(folder, Path.of(System.getProperty("netserv.home", "")));
        } catch (CliException | IOException | PlaneException | ConfigurationException e) {
            System.err.println("netserv: no training of the JVM: " + e.getMessage());
            System.exit(1);
        } finally {
            Trees.delete(folder);
        }
    }

    private static void train(Path folder, Path home)
            throws IOException, PlaneException, ConfigurationException, ClassNotFoundException {
        Linking.link();
        LogFormat.text.apply();
        KeyPair key = KeyScheme.ED25519.generate();
        Configuration configuration = configuration(folder, key);
        Credentials.ofThisProcess().missing(NodePrivilege.Use.of(configuration));
        try (Node node = Node.open(configuration)) {
            NodeAddress address = NodeAddress.of(configuration.control().socket());
            for (Map.Entry<String, String> module : MODULES.entrySet()) {
                Answer answer = address.send(new MessageBuilder(Method.SETUP, module.getKey()).header("user", USER)
                        .header("ttl", LIFE.toSeconds()).header("filter-proto", "udp").header("filter-port", "5060")
                        .header("url", home.resolve("modules").resolve(module.getValue()).toUri().toString())
                        .fresh(Instant.now().plus(LIFE)).build(new MessageSigner(key.getPrivate())));
                if (answer.code() != StatusCode.DONE) {
                    throw new CliException(module.getKey() + ": " + answer.code() + " " + answer.detail());
                }
            }
            address.status();
            node.forwards();
        }
        Node.open(configuration).close();
        loadOwnClasses();
    }

    private static Configuration configuration(Path folder, KeyPair key) throws IOException, ConfigurationException {
        Files.write(folder.resolve("in.pcap"), HexFormat.of().parseHex(NO_PACKETS));
        KeyFiles.write(folder.resolve("key.pem"), key.getPublic());
        Path file = Files.writeString(folder.resolve("netserv.xml"), """
                <netserv node-id="training" state="state">
                  <control socket="control.sock"/>
                  <plane name="replay">
                    <option name="in" value="%s"/>
                    <option name="out" value="%s"/>
                  </plane>
                  <fetch allow-file="true"/>
                  <user name="trainee" public-key="key.pem"><prefix>198.18.0.0/24</prefix></user>
                </netserv>
                """.formatted(folder.resolve("in.pcap"), folder.resolve("out.pcap")));
        return ConfigurationReader.read(file);
    }

    /** Those of planes, too, that were not used. */
    private static void loadOwnClasses() throws IOException, ClassNotFoundException {
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            if (module.name().startsWith("org.netserv.")) {
                for (String name : classes(module)) {
                    Class.forName(name, false, Training.class.getClassLoader());
                }
            }
        }
    }

    private static List<String> classes(ResolvedModule module) throws IOException {
        try (ModuleReader reader = module.reference().open()) {
            return reader.list().filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.')).toList();
        }
    }
}
