package org.netserv.node.container;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;

/**
 * Writes a bundle anew: with the manifest that the node made, without signatures (which no longer fit it; the node has
 * checked them before), and within limits on what it unpacks to. What the framework then reads is what was checked,
 * however the original's directory may contradict its entries.
 */
final class JarCopier {
    static final int MAX_ENTRIES = 10_000;
    static final long MAX_ENTRY_BYTES = 32L << 20;
    static final long MAX_TOTAL_BYTES = 128L << 20;

    private static final Set<String> SIGNATURES = Set.of("SF", "RSA", "DSA", "EC");
    /** Packages that are the node's or the framework's to provide. */
    private static final String[] FOREIGN = {"java/", "org/netserv/api/", "org/osgi/"};

    private final byte[] buffer = new byte[16 * 1024];
    private long total;

    /** Copies all entries, or refuses. */
    void copy(JarFile jar, Manifest manifest, Path target) throws IOException, SandboxException {
        if (jar.size() > MAX_ENTRIES) {
            throw refused("it has " + jar.size() + " entries: expected at most " + MAX_ENTRIES);
        }
        Set<String> names = new HashSet<>();
        try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            out.setLevel(Deflater.BEST_SPEED);
            out.putNextEntry(new ZipEntry(JarFile.MANIFEST_NAME));
            manifest.write(out);
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
                JarEntry entry = entries.nextElement();
                String name = checkedName(entry.getName());
                if (!names.add(name)) {
                    throw refused("it has two entries named " + name);
                }
                if (!entry.isDirectory() && !isReplaced(name)) {
                    out.putNextEntry(new ZipEntry(name));
                    copy(jar, entry, out);
                }
            }
        }
    }

    /**
     * Copies a JAR of this class's making, with other contents for some of its entries, and with further entries.
     *
     * @param contents by the names of entries
     */
    static void replace(Path source, Map<String, byte[]> contents, Path target) throws IOException {
        try (JarFile jar = new JarFile(source.toFile(), false);
                ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            out.setLevel(Deflater.BEST_SPEED);
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements();) {
                JarEntry entry = entries.nextElement();
                if (!contents.containsKey(entry.getName())) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    try (InputStream in = jar.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                }
            }
            for (Map.Entry<String, byte[]> content : contents.entrySet()) {
                out.putNextEntry(new ZipEntry(content.getKey()));
                out.write(content.getValue());
            }
        }
    }

    private void copy(JarFile jar, JarEntry entry, OutputStream out) throws IOException, SandboxException {
        long length = 0;
        try (InputStream in = jar.getInputStream(entry)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                length += count;
                total += count;
                if (length > MAX_ENTRY_BYTES) {
                    throw refused("its entry " + Texts.oneLine(entry.getName()) + " unpacks to more than "
                            + MAX_ENTRY_BYTES + " bytes");
                }
                if (total > MAX_TOTAL_BYTES) {
                    throw refused("it unpacks to more than " + MAX_TOTAL_BYTES + " bytes");
                }
                out.write(buffer, 0, count);
            }
        }
    }

    private static String checkedName(String name) throws SandboxException {
        if (name.startsWith("/") || name.contains("\\") || ("/" + name + "/").contains("/../")
                || !Texts.oneLine(name).equals(name)) {
            throw refused("its entry \"" + Texts.oneLine(name) + "\" has a name that leads out of the JAR");
        }
        for (String foreign : FOREIGN) {
            if (name.startsWith(foreign) && name.endsWith(".class")) {
                throw refused("its class " + name.substring(0, name.length() - ".class".length()).replace('/', '.')
                        + " is in a package that the node provides: expected packages of the publisher's own");
            }
        }
        return name;
    }

    /** Whether it is the manifest, another manifest for some Java version, or a signature. */
    private static boolean isReplaced(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals(JarFile.MANIFEST_NAME) || upper.startsWith("META-INF/VERSIONS/") || isSignature(upper);
    }

    private static boolean isSignature(String upper) {
        boolean inMetaInf = upper.startsWith("META-INF/") && upper.lastIndexOf('/') == "META-INF".length();
        String suffix = upper.substring(upper.lastIndexOf('.') + 1);
        return inMetaInf && (SIGNATURES.contains(suffix) || upper.startsWith("META-INF/SIG-"));
    }

    private static SandboxException refused(String why) {
        return new SandboxException(Reason.REJECTED, "the bundle is refused: " + why);
    }
}
