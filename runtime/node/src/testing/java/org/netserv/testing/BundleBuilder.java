package org.netserv.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.netserv.api.PacketProcessor;

/** Makes a publisher's bundle from source text, compiled against the publisher API as a publisher would. */
public final class BundleBuilder {
    private static final String IMPORTS = """
            import org.netserv.api.*;
            import org.netserv.api.Module;
            import org.netserv.api.Timer;
            import java.util.*;
            """;

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new TreeMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<Path> classPath = new ArrayList<>(List.of(location(PacketProcessor.class)));

    private BundleBuilder() {
        headers.put("Bundle-ManifestVersion", "2");
        headers.put("Import-Package", "org.netserv.api");
    }

    /** A bundle with no entry point yet. */
    public static BundleBuilder bundle(String symbolicName, String version) {
        return new BundleBuilder().header("Bundle-SymbolicName", symbolicName).header("Bundle-Version", version);
    }

    /** A bundle whose entry point {@code guest.Entry} implements Module with this class body. */
    public static BundleBuilder module(String symbolicName, String version, String body) {
        return bundle(symbolicName, version).header("NetServ-Module", "guest.Entry").source("guest.Entry",
                "public class Entry implements Module {" + body + "}");
    }

    /** Sets a header. */
    public BundleBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Leaves a header out. */
    public BundleBuilder without(String name) {
        headers.remove(name);
        return this;
    }

    /** Adds a class, its source without package and import statements for the API and {@code java.util}. */
    public BundleBuilder source(String className, String text) {
        int dot = className.lastIndexOf('.');
        sources.put(className.replace('.', '/') + ".java",
                "package " + className.substring(0, dot) + ";\n" + IMPORTS + text);
        return this;
    }

    /** Adds a file as it is. */
    public BundleBuilder entry(String name, byte[] bytes) {
        entries.put(name, bytes);
        return this;
    }

    /** Lets the sources use the classes of a class's module or JAR. */
    public BundleBuilder against(Class<?> type) {
        classPath.add(location(type));
        return this;
    }

    /** Lets the sources use the classes of another bundle. */
    public BundleBuilder against(Path jar) {
        classPath.add(jar);
        return this;
    }

    /** Compiles and writes the JAR. */
    public Path build(Path file) {
        try {
            Path work = Files.createTempDirectory(file.toAbsolutePath().getParent(), "compile");
            compile(work);
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
                out.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
                writeManifest(out);
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    out.putNextEntry(new ZipEntry(entry.getKey()));
                    out.write(entry.getValue());
                }
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeManifest(OutputStream out) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.forEach(manifest.getMainAttributes()::putValue);
        manifest.write(out);
    }

    private void compile(Path work) throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        List<String> arguments = new ArrayList<>(List.of("-d", work.resolve("out").toString(), "-proc:none", "-nowarn",
                "-cp", classPath.stream().map(Path::toString).collect(Collectors.joining(":"))));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path path = work.resolve(source.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, source.getValue(), StandardCharsets.UTF_8);
            arguments.add(path.toString());
        }
        StringWriter messages = new StringWriter();
        PrintWriter writer = new PrintWriter(messages);
        int result = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new IllegalArgumentException(messages.toString());
        }
        Path out = work.resolve("out");
        try (Stream<Path> files = Files.walk(out)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                entries.put(out.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
