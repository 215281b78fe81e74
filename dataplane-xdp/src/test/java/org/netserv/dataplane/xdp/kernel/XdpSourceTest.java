package org.netserv.dataplane.xdp.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.rig.Exec;
import org.netserv.rig.Privilege;
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
        // Root has it installed: there, the comparison is part of what is tested.
        assumeTrue(Privilege.isRoot() || isCompilerThere(), CLANG + " or libbpf-dev is not installed");
        Path compiled = directory.resolve("netserv_xdp.bpf.o");
        Result result = Exec.run(List.of(CLANG, "-O2", "-g", "-target", "bpf", "-mcpu=v3",
                "-I/usr/include/" + (System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64")
                        + "-linux-gnu",
                "-c", SOURCES.resolve("netserv_xdp.bpf.c").toString(), "-o", compiled.toString()));
        assertTrue(result.ok(), result.stderr());
        BpfElf expected = BpfElf.read(compiled);
        BpfElf actual = BpfElf.read(OBJECT);
        String otherwise = OBJECT + " is not what its source compiles to (make -B in " + SOURCES + "): ";
        for (String section : List.of("xdp.frags", ".text", ".maps", "license")) {
            assertTrue(expected.section(section).length > 0, section);
            assertArrayEquals(expected.section(section), actual.section(section), otherwise + section);
        }
        // Instructions are the same whatever map or function they name: that is in their relocations.
        for (String section : List.of("xdp.frags", ".text")) {
            assertTrue(expected.relocations(section).size() > 1, section);
            assertEquals(expected.relocations(section), actual.relocations(section), otherwise + section);
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
}
