package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.netserv.node.message.KeyFiles;

/** Whoever signs nodes' certificates, with files as an operator would have them. */
final class TestAuthority {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final String name;

    /** Has its own certificate in NAME.pem. */
    TestAuthority(Path folder, String name) throws Exception {
        this.folder = folder;
        this.name = name;
        keytool(name, "-genkeypair", "-alias", "k", "-keyalg", "EC", "-groupname", "secp256r1", "-dname",
                "CN=" + name, "-ext", "bc=ca:true");
        Files.writeString(folder.resolve(name + ".pem"), keytool(name, "-exportcert", "-rfc", "-alias", "k"));
    }

    /** Leaves HOST.pem and HOST.key in the folder. */
    void issue(String host) throws Exception {
        keytool(host, "-genkeypair", "-alias", "k", "-keyalg", "EC", "-groupname", "secp256r1", "-dname",
                "CN=" + host);
        Path request = Files.writeString(folder.resolve(host + ".csr"), keytool(host, "-certreq", "-alias", "k"));
        Files.writeString(folder.resolve(host + ".pem"), keytool(name, "-gencert", "-rfc", "-alias", "k", "-infile",
                request.toString(), "-ext", "san=dns:" + host));
        KeyStore store = KeyStore.getInstance(folder.resolve(host + ".p12").toFile(), PASSWORD.toCharArray());
        KeyFiles.write(folder.resolve(host + ".key"), store.getKey("k", PASSWORD.toCharArray()));
    }

    private String keytool(String store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-keystore", folder.resolve(store + ".p12").toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
