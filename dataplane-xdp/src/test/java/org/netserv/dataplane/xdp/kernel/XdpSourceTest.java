package org.netserv.dataplane.xdp.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.rig.Exec;
import org.netserv.rig.Result;
import org.netserv.rig.RigException;

/** The committed program is what its source compiles to, and its constants are those of the Java side. */
class XdpSourceTest {
    private static final Path MODULE = Path.of(System.getProperty("netserv.root", ".."), "dataplane-xdp");
    private static final Path SOURCES = MODULE.resolve("src/main/bpf");
    private static final Path OBJECT = MODULE
            .resolve("src/main/resources/org/netserv/dataplane/xdp/kernel/netserv_xdp.bpf.o");
    private static final String CLANG = "clang-14";

    @TempDir
    private Path directory;

    @Test
    void shouldHaveCommittedWhatTheSourceCompilesTo() throws IOException {
        assumeTrue(isCompilerThere(), CLANG + " or libbpf-dev is not installed");
        Path compiled = directory.resolve("netserv_xdp.bpf.o");
        Result result = Exec.run(List.of(CLANG, "-O2", "-g", "-target", "bpf", "-mcpu=v3",
                "-I/usr/include/" + (System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64")
                        + "-linux-gnu",
                "-c", SOURCES.resolve("netserv_xdp.bpf.c").toString(), "-o", compiled.toString()));
        assertTrue(result.ok(), result.stderr());
        Map<String, byte[]> expected = sections(Files.readAllBytes(compiled));
        Map<String, byte[]> actual = sections(Files.readAllBytes(OBJECT));
        for (String section : List.of("xdp.frags", ".text", ".maps", "license")) {
            assertNotNull(expected.get(section), section);
            assertArrayEquals(expected.get(section), actual.get(section),
                    OBJECT + " is not what its source compiles to (make -B in " + SOURCES + "): " + section);
        }
    }

    private static boolean isCompilerThere() {
        try {
            return Exec.run(List.of(CLANG, "--version")).ok()
                    && Files.exists(Path.of("/usr/include/bpf/bpf_helpers.h"));
        } catch (RigException e) {
            return false;
        }
    }

    @Test
    void shouldNumberOutcomesAsTheProgramDoes() throws IOException {
        String layout = Files.readString(SOURCES.resolve("layout.h"));
        int start = layout.indexOf("enum outcome {");
        Matcher names = Pattern.compile("^\t([A-Z_]+)(?=,|$)", Pattern.MULTILINE)
                .matcher(layout.substring(start, layout.indexOf("};", start)));
        List<String> inC = names.results().map(match -> match.group(1)).toList();
        List<String> inJava = Arrays.stream(Outcome.values()).map(Outcome::name).toList();
        assertEquals(inC, Stream.concat(inJava.stream(), Stream.of("OUTCOMES"))
                .toList());
        for (int i = 0; i < inJava.size(); i++) {
            assertEquals(i, Outcome.valueOf(inJava.get(i)).index());
        }
    }

    @Test
    void shouldHaveTheFlagsOfTheProgram() throws IOException {
        String layout = Files.readString(SOURCES.resolve("layout.h"));
        Map<String, Integer> expected = Map.of("FLAG_VLAN", FrameMetadata.VLAN, "FLAG_IPV6", FrameMetadata.IPV6,
                "FLAG_SAMPLE", FrameMetadata.SAMPLE, "FLAG_SIGNALING", FrameMetadata.SIGNALING, "FLAG_QUARANTINE",
                FrameMetadata.QUARANTINE, "FIB_NOT_ASKED", FrameMetadata.FIB_NOT_ASKED, "METADATA_MAGIC",
                FrameMetadata.MAGIC);
        expected.forEach((name, value) -> {
            Matcher define = Pattern.compile("#define " + name + " (\\S+)").matcher(layout);
            assertTrue(define.find(), name);
            assertEquals(value, Integer.decode(define.group(1)), name);
        });
    }

    /** Source: elf(5), 64 bits, little-endian. */
    private static Map<String, byte[]> sections(byte[] file) {
        ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int table = (int) elf.getLong(0x28);
        int entryBytes = elf.getShort(0x3a);
        int names = (int) elf.getLong(table + elf.getShort(0x3e) * entryBytes + 0x18);
        Map<String, byte[]> sections = new HashMap<>();
        for (int i = 0; i < elf.getShort(0x3c); i++) {
            int entry = table + i * entryBytes;
            int name = names + elf.getInt(entry);
            int end = name;
            while (file[end] != 0) {
                end++;
            }
            int offset = (int) elf.getLong(entry + 0x18);
            sections.put(new String(file, name, end - name, StandardCharsets.US_ASCII),
                    Arrays.copyOfRange(file, offset, offset + (int) elf.getLong(entry + 0x20)));
        }
        return sections;
    }
}
