package org.netserv.node.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JARs of one publisher's modules, in its directory, for as long as they may have to be started again: each under its
 * digest.
 *
 * <p><b>Thread.</b> Any, one call at a time.
 */
final class KeptJars {
    private static final Logger LOG = LoggerFactory.getLogger(KeptJars.class);

    /** Nobody's: it is deleted with what is not needed. */
    private static final String NEXT = "next";

    private final Path directory;

    KeptJars(Path directory) {
        this.directory = directory;
    }

    /** Takes a JAR over: its file is moved, and is on disk when this returns. */
    Path keep(Path jar, String digest) throws IOException {
        Files.createDirectories(directory);
        sync(jar, StandardOpenOption.WRITE);
        Path kept = of(digest);
        // In one step: the same JAR may be there for another version, and without ATOMIC_MOVE it would be deleted first.
        try {
            Files.move(jar, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherFileSystem) {
            Path near = directory.resolve(NEXT);
            Files.move(jar, near, StandardCopyOption.REPLACE_EXISTING);
            sync(near, StandardOpenOption.WRITE);
            Files.move(near, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        sync(directory, StandardOpenOption.READ);
        return kept;
    }

    private static void sync(Path path, OpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    /** Where the JAR of that digest is, if it is there. */
    Path of(String digest) {
        return directory.resolve(digest + ".jar");
    }

    /** Deletes all but these. */
    void retain(Set<Path> used) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory)) {
            for (Path jar : jars) {
                if (!used.contains(jar)) {
                    Files.delete(jar);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("JARs that nobody needs are left behind in {}: {}", directory, e.toString());
        }
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
