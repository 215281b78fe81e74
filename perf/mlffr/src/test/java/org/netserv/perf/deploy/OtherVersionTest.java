package org.netserv.perf.deploy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherVersionTest {
    private static final byte[] CONTENT = "class".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    @Test
    void shouldChangeTheVersionAndNothingElse() throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", "a.b");
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0.0");
        Path jar = folder.resolve("a.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new ZipEntry("a/B.class"));
            out.write(CONTENT);
        }
        Path other = folder.resolve("b.jar");
        OtherVersion.write(jar, "1.0.1", other);
        try (JarFile file = new JarFile(other.toFile())) {
            Attributes attributes = file.getManifest().getMainAttributes();
            assertEquals("1.0.1", attributes.getValue("Bundle-Version"));
            assertEquals("a.b", attributes.getValue("Bundle-SymbolicName"));
            assertArrayEquals(CONTENT, file.getInputStream(file.getEntry("a/B.class")).readAllBytes());
        }
    }

    @Test
    void shouldRefuseAFileWithoutAManifest() throws Exception {
        Path jar = Files.write(folder.resolve("a.jar"), CONTENT);
        assertThrows(IOException.class, () -> OtherVersion.write(jar, "1.0.1", folder.resolve("b.jar")));
    }
}
