package org.netserv.node.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyFilesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(KeyScheme.class)
    void shouldReadBackWhatItWrote(KeyScheme scheme) throws Exception {
        KeyPair pair = scheme.generate();
        Path secret = directory.resolve("secret.pem");
        Path open = directory.resolve("public.pem");
        KeyFiles.write(secret, pair.getPrivate());
        KeyFiles.write(open, pair.getPublic());
        assertEquals(pair.getPrivate(), KeyFiles.readPrivate(secret));
        assertEquals(pair.getPublic(), KeyFiles.readPublic(open));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
        assertThrows(FileAlreadyExistsException.class, () -> KeyFiles.write(secret, pair.getPrivate()));
    }

    @Test
    void shouldReadWhatOpensslWrites() {
        assertEquals("EdDSA", KeyFiles.parsePublic("""
                a comment
                -----BEGIN PUBLIC KEY-----\r
                MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\r
                -----END PUBLIC KEY-----\r
                """).getAlgorithm());
    }

    @Test
    void shouldSayWhatItFoundInsteadOfAKey() throws Exception {
        KeyPair pair = KeyScheme.ED25519.generate();
        String open = KeyFiles.toPem(pair.getPublic());
        assertRefused("no PEM: expected one block BEGIN PUBLIC KEY", "");
        assertRefused("no PEM", "ssh-ed25519 AAAA");
        assertRefused("BEGIN PRIVATE KEY: expected one block BEGIN PUBLIC KEY", KeyFiles.toPem(pair.getPrivate()));
        assertRefused("BEGIN RSA PUBLIC KEY: expected",
                "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----");
        assertRefused("BEGIN CERTIFICATE: expected", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----");
        assertRefused("without a proper end", open.substring(0, open.length() - 10));
        assertRefused("more than one PEM block", open + open);
        assertRefused("bad base64", open.replaceFirst("\nM", "\n=M"));
        assertRefused("of another kind, or broken", open.replaceFirst("\nMC", "\nMD"));
        assertRefused("of another kind, or broken",
                KeyFiles.toPem(KeyPairGenerator.getInstance("Ed448").generateKeyPair().getPublic()));
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(1024);
        assertRefused("1024 bits: expected 2048", KeyFiles.toPem(rsa.generateKeyPair().getPublic()));
        Path large = Files.write(directory.resolve("large"), new byte[70_000]);
        var e = assertThrows(IllegalArgumentException.class, () -> KeyFiles.readPublic(large));
        assertTrue(String.valueOf(e.getMessage()).contains("longer than"), e::getMessage);
    }

    private static void assertRefused(String fragment, String pem) {
        var e = assertThrows(IllegalArgumentException.class, () -> KeyFiles.parsePublic(pem));
        assertTrue(String.valueOf(e.getMessage()).contains(fragment), e::getMessage);
    }
}
