package org.netserv.perf.traffic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.rig.Exec;
import org.netserv.rig.Result;
import org.netserv.rig.RigException;

/** The committed BPF objects are what their sources compile to, where the compiler is that they were made with. */
class BpfSourceTest {
    private static final Path ROOT = Path.of(System.getProperty("netserv.root", "../.."));
    private static final String CLANG = "clang-14";

    @TempDir
    private Path directory;

    @Test
    void shouldHaveCommittedWhatTheSourcesCompileTo() throws IOException {
        assumeTrue(clang(), CLANG + " or libbpf-dev is not installed");
        compare("perf/mlffr/src/main/bpf", "traffic.bpf.o",
                "perf/mlffr/src/main/resources/org/netserv/perf/traffic/traffic.bpf.o");
        compare("ffi-bindings/src/main/bpf", "probe.bpf.o",
                "ffi-bindings/src/main/resources/org/netserv/ffi/probe.bpf.o");
    }

    private static boolean clang() {
        try {
            return Exec.run(List.of(CLANG, "--version")).ok()
                    && Files.exists(Path.of("/usr/include/bpf/bpf_helpers.h"));
        } catch (RigException e) {
            return false;
        }
    }

    private void compare(String folder, String object, String committed) throws IOException {
        Path compiled = directory.resolve(object);
        Path source = ROOT.resolve(folder).resolve(object.replace(".o", ".c"));
        Result result = Exec.run(List.of(CLANG, "-O2", "-g", "-target", "bpf",
                object.startsWith("traffic") ? "-mcpu=v3" : "-mcpu=generic",
                "-I/usr/include/" + (System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64")
                        + "-linux-gnu",
                "-c", source.toString(), "-o", compiled.toString()));
        assertTrue(result.ok(), result.stderr());
        Map<String, byte[]> expected = sections(Files.readAllBytes(compiled));
        Map<String, byte[]> actual = sections(Files.readAllBytes(ROOT.resolve(committed)));
        for (String section : List.of("xdp", ".maps", "license")) {
            assertEquals(expected.containsKey(section), actual.containsKey(section), object + " " + section);
            assertArrayEquals(expected.get(section), actual.get(section),
                    object + " is not what " + source + " compiles to (make -B there): section " + section);
        }
        assertTrue(actual.containsKey("xdp"), object);
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
