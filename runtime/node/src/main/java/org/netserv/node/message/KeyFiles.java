package org.netserv.node.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys in PEM: public ones as SubjectPublicKeyInfo, private ones as unencrypted PKCS #8.
 *
 * <p><b>Errors.</b> {@link IllegalArgumentException} with a sentence fit for a user if the content is no key that
 * messages can be signed with; {@link IOException} if the file cannot be read or written.
 */
public final class KeyFiles {

    private static final String PUBLIC = "PUBLIC KEY";
    private static final String PRIVATE = "PRIVATE KEY";
    private static final int MAX_BYTES = 65_536;
    private static final int LINE = 64;
    private static final Pattern BLOCK = Pattern
            .compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

    private KeyFiles() {}

    /** Reads a public key. */
    public static PublicKey readPublic(Path file) throws IOException {
        return parsePublic(read(file));
    }

    /** Reads a private key. */
    public static PrivateKey readPrivate(Path file) throws IOException {
        return parsePrivate(read(file));
    }

    /** Reads a public key from PEM text. */
    public static PublicKey parsePublic(String pem) {
        byte[] der = content(pem, PUBLIC);
        return usable(PUBLIC, factory -> factory.generatePublic(new X509EncodedKeySpec(der)));
    }

    /** Reads a private key from PEM text. */
    public static PrivateKey parsePrivate(String pem) {
        byte[] der = content(pem, PRIVATE);
        return usable(PRIVATE, factory -> factory.generatePrivate(new PKCS8EncodedKeySpec(der)));
    }

    /** The PEM text of a key. */
    public static String toPem(Key key) {
        String label = key instanceof PrivateKey ? PRIVATE : PUBLIC;
        byte[] der = key.getEncoded();
        if (der == null) {
            throw new IllegalArgumentException("the key does not leave its token");
        }
        String base64 = Base64.getMimeEncoder(LINE, new byte[]{'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** Writes a key to a file that must not exist yet; a private one so that only its owner reads it. */
    public static void write(Path file, Key key) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        String permissions = key instanceof PrivateKey ? "rw-------" : "rw-r--r--";
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[]{
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
        ByteBuffer content = StandardCharsets.US_ASCII.encode(toPem(key));
        try (SeekableByteChannel channel = Files.newByteChannel(file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            while (content.hasRemaining()) {
                channel.write(content);
            }
        }
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "the file is longer than " + MAX_BYTES + " bytes: expected a key in PEM");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] content(String pem, String label) {
        String expected = ": expected one block BEGIN " + label;
        Matcher begin = BEGIN.matcher(pem);
        if (!begin.find()) {
            throw new IllegalArgumentException("no PEM" + expected);
        }
        if (!begin.group(1).equals(label)) {
            throw new IllegalArgumentException("PEM block BEGIN " + begin.group(1) + expected);
        }
        Matcher block = BLOCK.matcher(pem);
        if (!block.find() || block.start() != begin.start()) {
            throw new IllegalArgumentException("PEM block without a proper end or content" + expected);
        }
        if (begin.find(block.end())) {
            throw new IllegalArgumentException("more than one PEM block" + expected);
        }
        try {
            return Base64.getDecoder().decode(block.group(2).replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("PEM block with bad base64" + expected, e);
        }
    }

    private static <T extends Key> T usable(String label, Decoder<T> decoder) {
        for (KeyScheme scheme : KeyScheme.values()) {
            T key = decode(decoder, scheme);
            if (key != null) {
                check(key);
                return key;
            }
        }
        throw new IllegalArgumentException("PEM block " + label
                + " with a key of another kind, or broken: expected Ed25519, RSA of at least 2048 bits, or EC on P-256");
    }

    private static void check(Key key) {
        KeyScheme.of(key);
        if (key instanceof PublicKey open) {
            new SignatureVerifier(open); // which knows some more that are weak
        }
    }

    private static <T extends Key> @Nullable T decode(Decoder<T> decoder, KeyScheme scheme) {
        try {
            return decoder.decode(KeyFactory.getInstance(scheme.keyAlgorithm()));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private interface Decoder<T> {
        T decode(KeyFactory factory) throws GeneralSecurityException;
    }
}
