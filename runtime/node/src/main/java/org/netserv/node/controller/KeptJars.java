package org.netserv.node.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JARs of one publisher's modules, in its directory, for as long as they may have to be started again.
 *
 * <p><b>Thread.</b> Any, one call at a time.
 */
final class KeptJars {
    private static final Logger LOG = LoggerFactory.getLogger(KeptJars.class);

    private final Path directory;
    private boolean opened;

    KeptJars(Path directory) {
        this.directory = directory;
    }

    /** Takes a JAR over: its file is moved. What a node has left there that ended without notice is deleted. */
    Path keep(Path jar) throws IOException {
        if (!opened) {
            emptied(directory);
            opened = true;
        }
        return Files.move(jar, Files.createTempFile(directory, "module", ".jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes sure that a kept JAR is what it was. */
    static void check(Path jar, @Nullable String digest) throws Refusal {
        try {
            if (sha256(jar).equals(digest)) {
                return;
            }
        } catch (IOException e) {
            throw new Refusal(StatusCode.START_FAILED, "its kept JAR " + jar + " cannot be read: " + e);
        }
        throw new Refusal(StatusCode.START_FAILED,
                "its kept JAR " + jar + " has another digest than when it was fetched");
    }

    /** Deletes a JAR. */
    static void delete(Path jar) {
        try {
            Files.deleteIfExists(jar);
        } catch (IOException e) {
            LOG.warn("{} is left behind: {}", jar, e.getMessage());
        }
    }

    /** A directory with nothing in it. */
    static Path emptied(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (var leftovers = Files.newDirectoryStream(directory)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        return directory;
    }

    /** A file's digest, in hex. */
    static String sha256(Path file) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
