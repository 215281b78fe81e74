package org.netserv.cli;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.MessageSigner;
import picocli.CommandLine.Option;

/** Who signs a message: mixed into subcommands that speak for a publisher. */
final class Signing {

    @Option(names = {"-u",
        "--user"}, required = true, paramLabel = "NAME", description = "The publisher, as the node's configuration names it.")
    private String user = "";

    @Option(names = {"-k",
        "--key"}, required = true, paramLabel = "FILE", description = "The publisher's private key (PEM, PKCS #8): see netserv keygen.")
    private Path key = Path.of("");

    @Option(names = "--node-id", paramLabel = "ID", defaultValue = "", description = "Only this node is to act.")
    private String nodeId = "";

    String user() {
        return user;
    }

    String nodeId() {
        return nodeId;
    }

    MessageSigner signer() throws IOException {
        return signer(key);
    }

    static MessageSigner signer(Path file) throws IOException {
        InputErrors.requireFile(file, "a private key");
        try {
            PrivateKey privateKey = KeyFiles.readPrivate(file);
            return new MessageSigner(privateKey);
        } catch (NoSuchFileException e) {
            throw new CliException(file + " is not there: expected a private key (netserv keygen makes one)", e);
        } catch (IllegalArgumentException e) {
            throw new CliException(file + ": " + e.getMessage(), e);
        }
    }
}
