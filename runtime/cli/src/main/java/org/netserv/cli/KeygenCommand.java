package org.netserv.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.KeyScheme;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a publisher's key pair. */
@Command(name = "keygen", mixinStandardHelpOptions = true, description = {
    "Make a publisher's key pair: FILE (private, readable by its owner alone) and FILE.pub (for operators)."}, footer = {
        "", "Example:", "  netserv keygen janedoe.pem"})
final class KeygenCommand implements Callable<Integer> {

    enum Type {
        ed25519, rsa, ecdsa
    }

    @Parameters(paramLabel = "FILE", description = "where the private key goes; must not exist")
    private Path file = Path.of("");

    @Option(names = {"-t",
        "--type"}, defaultValue = "ed25519", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Type type = Type.ed25519;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        Path publicFile = file.resolveSibling(file.getFileName() + ".pub");
        KeyPair pair = scheme().generate();
        try {
            if (Files.exists(publicFile)) {
                throw new FileAlreadyExistsException(publicFile.toString());
            }
            KeyFiles.write(file, pair.getPrivate());
            KeyFiles.write(publicFile, pair.getPublic());
        } catch (FileAlreadyExistsException e) {
            throw new CliException(e.getMessage() + " exists already: a key is not overwritten", e);
        }
        Map<String, String> object = new LinkedHashMap<>();
        object.put("private", file.toString());
        object.put("public", publicFile.toString());
        object.put("type", type.name());
        output.print(object, "private key: " + file + "\npublic key:  " + publicFile);
        return ExitCode.OK;
    }

    private KeyScheme scheme() {
        return switch (type) {
            case ed25519 -> KeyScheme.ED25519;
            case rsa -> KeyScheme.RSA_PSS;
            case ecdsa -> KeyScheme.ECDSA_P256;
        };
    }
}
