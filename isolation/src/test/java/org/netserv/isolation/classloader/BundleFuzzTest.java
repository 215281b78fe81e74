package org.netserv.isolation.classloader;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.sandbox.BundleReport;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;
import org.netserv.testing.Fuzzing;

/** What publishers send, on the way that an installation takes it: it may be installed, or is refused in a sentence. */
class BundleFuzzTest {
    private static final String ENTRY = "guest/Entry.class";
    private static final byte[] MANIFEST = """
            Manifest-Version: 1.0
            Bundle-ManifestVersion: 2
            Bundle-SymbolicName: a.b
            Bundle-Version: 1.0.0
            Import-Package: org.netserv.api
            NetServ-Module: guest.Entry

            """.getBytes(StandardCharsets.UTF_8);
    private static final Path SOUND_CLASS = Path.of("src", "test", "resources", "fuzz", "bundle-class", "ok-entry");

    private final ClassLoaderSandbox sandbox = new ClassLoaderSandbox();

    @TempDir
    private Path folder;

    @Test
    void shouldTakeOrRefuseWhateverIsSentAsAJar() {
        Path jar = folder.resolve("bundle.jar");
        Fuzzing.Outcome outcome = Fuzzing.run("bundle", 1_000, input -> inspect(Files.write(jar, input)),
                SandboxException.class);
        assertTrue(outcome.taken() > 10 && outcome.reasons() > 10, outcome::toString);
    }

    @Test
    void shouldTakeOrRefuseWhateverIsInAManifest() throws IOException {
        byte[] entry = Files.readAllBytes(SOUND_CLASS);
        Fuzzing.Outcome outcome = Fuzzing.run("bundle-manifest", 1_000, input -> inspect(jar(input, entry)),
                SandboxException.class);
        assertTrue(outcome.taken() > 10 && outcome.reasons() > 10, outcome::toString);
    }

    @Test
    void shouldTakeOrRefuseWhateverIsInAClass() {
        Fuzzing.Outcome outcome = Fuzzing.run("bundle-class", 2_000, input -> inspect(jar(MANIFEST, input)),
                SandboxException.class);
        assertTrue(outcome.taken() > 10 && outcome.reasons() > 20, outcome::toString);
    }

    private void inspect(Path jar) throws SandboxException, IOException {
        BundleReport report = sandbox.inspect(jar);
        if (!report.faults().isEmpty()) {
            throw new SandboxException(Reason.REJECTED, report.faults().getFirst());
        }
    }

    private Path jar(byte[] manifest, byte[] entry) throws IOException {
        Path jar = folder.resolve("bundle.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            out.write(manifest);
            out.putNextEntry(new ZipEntry(ENTRY));
            out.write(entry);
        }
        return jar;
    }
}
