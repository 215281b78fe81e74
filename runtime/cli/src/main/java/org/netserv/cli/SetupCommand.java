package org.netserv.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Installs a module, or extends its time to live. */
@Command(name = "setup", mixinStandardHelpOptions = true, description = {
    "Install a module on a node, or extend its time to live."}, footer = {"", "Example:",
        "  netserv setup NetServ.apps.KeepAlive_1.0.0 --user janedoe \\",
        "      --key janedoe.pem --ttl 3600 --filter proto=udp,port=5060 \\",
        "      --url http://publisher.example/keepalive.jar"})
final class SetupCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODULE", description = "symbolic name and version, name_1.0.0")
    private String module = "";

    @Mixin
    private Signing signing = new Signing();

    @Option(names = "--url", paramLabel = "URL", defaultValue = "", description = "Where the node fetches the JAR.")
    private String url = "";

    @Option(names = "--ttl", required = true, paramLabel = "SECONDS", description = "How long the module stays unless extended.")
    private long ttlSeconds;

    @Option(names = {"-f",
        "--filter"}, paramLabel = "K=V,…", description = "Packets it wants: proto, port, ipv4, ipv6; with sample=N copies of 1 in N; may be given several times.")
    private List<FilterOption> filters = List.of();

    @Option(names = {"-p", "--property"}, paramLabel = "K=V", description = "A property for the module.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(names = "--digest-of", paramLabel = "JAR", description = "Have the node check the JAR against this one.")
    private @Nullable Path digestOf;

    @Option(names = "--notification", paramLabel = "URL", defaultValue = "", description = "Where the node tells when the module is installed and when it ends, by XML-RPC.")
    private String notification = "";

    @Option(names = {"-H",
        "--header"}, paramLabel = "NAME=VALUE", description = "Any further header: order, fail-policy, dependencies, sandbox …")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Mixin
    private NodeAddress node = new NodeAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        try {
            return Answers.print(node.send(message().build(signing.signer())), output);
        } catch (IllegalArgumentException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    private MessageBuilder message() throws IOException {
        MessageBuilder message = new MessageBuilder(Method.SETUP, module).header("user", signing.user())
                .header("ttl", ttlSeconds).fresh(Instant.now().plusSeconds(ttlSeconds));
        put(message, "url", url);
        put(message, "notification", notification);
        put(message, "node-id", signing.nodeId());
        for (int i = 0; i < filters.size(); i++) {
            String suffix = i == 0 ? "" : "." + (i + 1);
            filters.get(i).parts().forEach((key, value) -> message.header("filter-" + key + suffix, value));
        }
        put(message, "properties", properties.entrySet().stream().map(p -> p.getKey() + "=" + p.getValue())
                .collect(Collectors.joining(",")));
        if (digestOf != null) {
            message.header("module-digest", "sha-256:" + sha256(digestOf));
        }
        headers.forEach(message::header);
        return message;
    }

    private static void put(MessageBuilder message, String name, String value) {
        if (!value.isEmpty()) {
            message.header(name, value);
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
