package org.netserv.node.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;
import org.netserv.testing.BundleBuilder;

class BundleInspectorTest {
    @TempDir
    Path directory;

    /** A bundle that would do: the cases below each spoil one thing. Its class is never loaded. */
    private static BundleBuilder good() {
        return BundleBuilder.bundle("a.b", "1.0.0").header("NetServ-Module", "guest.Entry").entry("guest/Entry.class",
                new byte[8]);
    }

    static Stream<Arguments> badBundles() {
        return Stream.of(
                bad("its manifest has no Bundle-SymbolicName: it is not an OSGi bundle",
                        good().without("Bundle-SymbolicName")),
                bad("its Bundle-SymbolicName is \"a/../b\": expected letters, digits, '.', '-' and '_', at most 120",
                        good().header("Bundle-SymbolicName", "a/../b")),
                bad("its manifest says Bundle-ManifestVersion: null: expected 2",
                        good().without("Bundle-ManifestVersion")),
                bad("its manifest says a.b_1.0.1, the message says a.b_1.0.0",
                        good().header("Bundle-Version", "1.0.1")),
                bad("its manifest says a.c_1.0.0, the message says a.b_1.0.0",
                        good().header("Bundle-SymbolicName", "a.c")),
                bad("Bundle-Version in its manifest is \"one\": expected for example 1.0.0",
                        good().header("Bundle-Version", "one")),
                bad("its manifest has no entry point: expected NetServ-Module or Bundle-Activator",
                        good().without("NetServ-Module")),
                bad("its manifest names x.Y as NetServ-Module, and the JAR has no such class",
                        good().header("NetServ-Module", "x.Y")),
                bad("its manifest names ../x as Bundle-Activator, and the JAR has no such class",
                        good().without("NetServ-Module").header("Bundle-Activator", "../x")),
                bad("its manifest has Fragment-Host, which no module may have", good().header("Fragment-Host", "x")),
                bad("its manifest has Bundle-NativeCode, which no module may have",
                        good().header("Bundle-NativeCode", "lib.so")),
                bad("its manifest has DynamicImport-Package, which no module may have",
                        good().header("dynamicimport-package", "*")),
                bad("its manifest has Require-Bundle, which no module may have", good().header("Require-Bundle", "x")),
                bad("its manifest has Eclipse-BuddyPolicy, which no module may have",
                        good().header("Eclipse-BuddyPolicy", "app")),
                bad("its manifest has Bundle-ClassPath: .,lib.jar: expected none, JARs within the JAR are not searched",
                        good().header("Bundle-ClassPath", ".,lib.jar")),
                bad("it imports org.osgi.framework.wiring, which no module may:"
                        + " of the framework it may import org.osgi.framework alone",
                        good().header("Import-Package",
                                "org.netserv.api,org.osgi.framework.wiring;resolution:=optional")),
                bad("it imports org.eclipse.osgi.util, which no module may:"
                        + " of the framework it may import org.osgi.framework alone",
                        good().header("Import-Package", "org.netserv.api,org.eclipse.osgi.util")),
                bad("it does not import org.netserv.api, which its entry point implements:"
                        + " expected Import-Package: org.netserv.api", good().without("Import-Package")),
                bad("it does not import org.osgi.framework, which its entry point implements:"
                        + " expected Import-Package: org.osgi.framework",
                        good().without("NetServ-Module").header("Bundle-Activator", "guest.Entry")),
                bad("it exports org.netserv.api, which the node provides",
                        good().header("Export-Package", "org.netserv.api")),
                bad("its class org.netserv.api.Packet is in a package that the node provides:"
                        + " expected packages of the publisher's own",
                        good().entry("org/netserv/api/Packet.class", new byte[1])),
                bad("its class java.lang.Evil is in a package that the node provides:"
                        + " expected packages of the publisher's own",
                        good().entry("java/lang/Evil.class", new byte[1])),
                bad("its class org.osgi.framework.Bundle is in a package that the node provides:"
                        + " expected packages of the publisher's own",
                        good().entry("org/osgi/framework/Bundle.class", new byte[1])),
                bad("its entry \"../evil\" has a name that leads out of the JAR", good().entry("../evil", new byte[1])),
                bad("its manifest is longer than 65536 bytes", good().header("X", "x".repeat(70_000))),
                bad("its entry bomb unpacks to more than 33554432 bytes",
                        good().entry("bomb", new byte[(int) JarCopier.MAX_ENTRY_BYTES + 1])),
                bad("it unpacks to more than 134217728 bytes", bombs()));
    }

    @ParameterizedTest
    @MethodSource("badBundles")
    void shouldRefuseWithOneSentence(String sentence, BundleBuilder bundle) {
        assertRefused(sentence, bundle.build(directory.resolve("bundle.jar")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.netserv.woven", "org.netserv.node.guard"})
    void shouldLetNobodyImportOrExportWhatIsWovenIn(String name) {
        assertRefused(
                "it imports " + name + ", which no module may: of the framework it may import org.osgi.framework alone",
                good().header("Import-Package", "org.netserv.api," + name).build(directory.resolve("bundle.jar")));
        assertRefused("it exports " + name + ", which the node provides",
                good().header("Export-Package", name).build(directory.resolve("bundle.jar")));
    }

    @Test
    void shouldRefuseMalformedHeader() {
        Path jar = good().header("Import-Package", "org.netserv.api;;=").build(directory.resolve("bundle.jar"));
        SandboxException refusal = assertThrows(SandboxException.class, () -> inspect(jar));
        assertEquals(Reason.REJECTED, refusal.reason());
        assertEquals("the bundle is refused: its manifest's Import-Package is malformed",
                String.valueOf(refusal.getMessage()).replaceFirst(" \\(.*", ""));
    }

    @Test
    void shouldRefuseWhatIsNoJar() throws IOException {
        Path file = directory.resolve("bundle.jar");
        Files.writeString(file, "<html>404</html>");
        assertRefused("it is not a readable JAR file (java.util.zip.ZipException: zip END header not found)", file);
        Files.write(file, new byte[0]);
        assertRefused("it is not a readable JAR file (java.util.zip.ZipException: zip file is empty)", file);
    }

    @Test
    void shouldRefuseJarTruncatedAnywhere() throws IOException {
        Path whole = good().build(directory.resolve("whole.jar"));
        byte[] bytes = Files.readAllBytes(whole);
        Path file = directory.resolve("bundle.jar");
        for (int length = 0; length < bytes.length; length++) {
            try (OutputStream out = Files.newOutputStream(file)) {
                out.write(bytes, 0, length);
            }
            assertEquals(Reason.REJECTED, assertThrows(SandboxException.class, () -> inspect(file)).reason());
        }
    }

    @Test
    void shouldRefuseJarWithoutManifest() throws IOException {
        Path file = directory.resolve("bundle.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("guest/Entry.class"));
        }
        assertRefused("it has no manifest: expected META-INF/MANIFEST.MF", file);
    }

    @Test
    void shouldRefuseMalformedManifest() throws IOException {
        Path file = directory.resolve("bundle.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            out.write("no colon here\n".getBytes(StandardCharsets.UTF_8));
        }
        assertRefused("its manifest is malformed (java.io.IOException: invalid header field (line 1))", file);
    }

    @Test
    void shouldRefuseTooManyEntries() throws IOException {
        BundleBuilder builder = good();
        for (int i = 0; i < JarCopier.MAX_ENTRIES; i++) {
            builder.entry("e" + i, new byte[0]);
        }
        assertRefused("it has 10002 entries: expected at most 10000", builder.build(directory.resolve("bundle.jar")));
    }

    @Test
    void shouldRefuseMoreEntriesThanItsEndHasRoomToCount() {
        BundleBuilder builder = good();
        for (int i = 0; i < 1 << 16; i++) {
            builder.entry("e" + i, new byte[0]);
        }
        assertRefused("it has 65535 entries or more: expected at most 10000",
                builder.build(directory.resolve("bundle.jar")));
    }

    @Test
    void shouldRefuseADirectoryOfManyBytesAlsoWithSomethingBehindIt() throws IOException {
        BundleBuilder builder = good();
        for (int i = 0; i < 100; i++) {
            builder.entry("x".repeat(50_000) + i, new byte[0]);
        }
        Path jar = builder.build(directory.resolve("bundle.jar"));
        assertRefusedForItsDirectory(jar);
        Files.write(jar, new byte[30_000], StandardOpenOption.APPEND);
        assertRefusedForItsDirectory(jar);
    }

    private void assertRefusedForItsDirectory(Path jar) {
        SandboxException refusal = assertThrows(SandboxException.class, () -> inspect(jar));
        assertTrue(String.valueOf(refusal.getMessage())
                .matches("the bundle is refused: its directory has \\d+ bytes: expected at most 4194304"),
                refusal.getMessage());
    }

    @Test
    void shouldKeepOnlyWhatAModuleMayHave() throws Exception {
        Path jar = good().header("Bundle-Activator", "guest.Activator").header("Multi-Release", "true")
                .header("Bundle-ActivationPolicy", "lazy").header("Eclipse-LazyStart", "true")
                .header("Bundle-SymbolicName", "a.b;singleton:=true").header("Bundle-Version", "1.0")
                .header("Export-Package", "guest").entry("META-INF/A.SF", new byte[1])
                .entry("META-INF/A.RSA", new byte[1])
                .entry("META-INF/versions/9/OSGI-INF/MANIFEST.MF", new byte[1]).entry("data/A.SF", new byte[]{7})
                .build(directory.resolve("bundle.jar"));
        BundleDescription description = inspect(jar);
        assertEquals("a.b_1.0.0", description.id());
        assertEquals("guest.Entry", description.entryPoint());
        try (JarFile clean = new JarFile(directory.resolve("clean.jar").toFile())) {
            assertEquals(List.of("META-INF/MANIFEST.MF", "data/A.SF", "guest/Entry.class"),
                    clean.stream().map(ZipEntry::getName).sorted().toList());
            Attributes headers = clean.getManifest().getMainAttributes();
            assertEquals("a.b", headers.getValue("Bundle-SymbolicName"));
            assertEquals("guest", headers.getValue("Export-Package"));
            assertNull(headers.getValue("Bundle-Activator"));
            assertNull(headers.getValue("Multi-Release"));
            assertEquals(6, headers.size());
        }
    }

    private static BundleBuilder bombs() {
        BundleBuilder builder = good();
        for (int i = 0; i < 5; i++) {
            builder.entry("bomb" + i, new byte[(int) JarCopier.MAX_ENTRY_BYTES]);
        }
        return builder;
    }

    private static Arguments bad(String sentence, BundleBuilder bundle) {
        return Arguments.of(sentence, bundle);
    }

    private BundleDescription inspect(Path jar) throws SandboxException {
        return BundleInspector.inspect(jar, TestNode.settings("a.b", "1.0.0"), directory.resolve("clean.jar"));
    }

    private void assertRefused(String sentence, Path jar) {
        SandboxException refusal = assertThrows(SandboxException.class, () -> inspect(jar));
        assertEquals("the bundle is refused: " + sentence, refusal.getMessage());
        assertEquals(Reason.REJECTED, refusal.reason());
    }
}
