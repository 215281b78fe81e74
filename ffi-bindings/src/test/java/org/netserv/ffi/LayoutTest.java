package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.libc.raw.SocketRaw;
import org.netserv.ffi.nfqueue.raw.NfQueueRaw;

/**
 * Compares every struct, union and constant of the bindings with what a C compiler says. As root (where the kernel tests
 * run) the compiler has to be there; without root its absence skips the comparison.
 */
class LayoutTest {
    private static final Path INCLUDES = Path.of(System.getProperty("netserv.root", ".."),
            "ffi-bindings/src/generated/includes");
    private static final boolean ROOT = LibcRaw.geteuid() == 0;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void shouldHaveCompiler() {
        if (!CCompiler.present()) {
            missing("gcc is not installed (Debian: apt-get install gcc libc6-dev)");
        }
    }

    @Test
    void shouldLayOutStructsOfNetfilterQueuesAsC() throws IOException {
        CLayouts ours = new CLayouts().structs("org.netserv.ffi.nfqueue.raw");
        assertTrue(ours.values().containsKey("offsetof(struct nfqnl_msg_packet_hdr, packet_id)"));
        compare("nfqueue_structs", ours, "nfqueue.h");
    }

    @Test
    void shouldLayOutStructsOfLibcAsC() throws IOException {
        CLayouts ours = new CLayouts().structs("org.netserv.ffi.libc.raw");
        for (String used : new String[]{"mmsghdr, msg_len", "msghdr, msg_iov", "iovec, iov_len", "pollfd, events",
            "sockaddr_in, sin_addr", "sockaddr_in6, sin6_addr", "timeval, tv_usec"}) {
            assertTrue(ours.values().containsKey("offsetof(struct " + used + ")"), used);
        }
        compare("libc_structs", ours, "libc.h");
    }

    @Test
    void shouldLayOutStructsOfXdpAsC() throws IOException {
        CLayouts ours = new CLayouts().structs("org.netserv.ffi.xdp.raw");
        if (!CCompiler.hasHeader(directory, "bpf/libbpf.h")) {
            System.out.println("libbpf-dev is not installed: the structs of libbpf (…_opts) are not compared");
            ours.without(".*struct \\w+_opts.*");
        }
        compare("xdp_structs", ours, "xdp.h");
    }

    @Test
    void shouldLayOutTheHandWrittenStructOfLibbpfAsC() throws IOException {
        if (!CCompiler.hasHeader(directory, "bpf/bpf.h")) {
            abort("libbpf-dev is not installed");
        }
        String type = "struct bpf_map_create_opts";
        Map<String, Long> ours = new TreeMap<>();
        for (String member : new String[]{"sz", "inner_map_fd", "map_flags", "map_extra", "map_ifindex"}) {
            ours.put("offsetof(" + type + ", " + member + ")", BpfInnerMap.CREATE_OPTIONS
                    .byteOffset(MemoryLayout.PathElement.groupElement(member)));
        }
        // The header's struct may be longer: the library takes as much as we say there is.
        assertSame(ours, CCompiler.evaluate(directory, "create_opts", "#include <stddef.h>\n#include <bpf/bpf.h>\n",
                ours.keySet()));
    }

    @Test
    void shouldHaveValuesOfConstantsOfNetfilterQueuesAsC() throws IOException {
        // …_MAX is how many there are: it grows with the headers.
        compare("nfqueue_constants", new CLayouts().constants(NfQueueRaw.class).without(".*_MAX"), "nfqueue.h");
    }

    @Test
    void shouldHaveValuesOfConstantsOfLibcAsC() throws IOException {
        compare("libc_constants", new CLayouts().constants(LibcRaw.class).constants(SocketRaw.class), "libc.h");
    }

    @Test
    void shouldHaveValuesOfHandWrittenConstantsAsC() throws IOException {
        CLayouts ours = new CLayouts().fields(Errno.class, "E").fields(Linux.class, "[A-Z]").fields(NfNetlink.class,
                "NLM|NF").fields(SocketFilter.class, "BPF|SKF");
        assertTrue(ours.values().size() > 50, "only " + ours.values().keySet());
        String includes = Files.readString(INCLUDES.resolve("libc.h"))
                + Files.readString(INCLUDES.resolve("nfqueue.h"));
        assertSame(ours.values(), CCompiler.evaluate(directory, "constants", includes, ours.values().keySet()));
    }

    private static void compare(String name, CLayouts ours, String header) throws IOException {
        String includes = Files.readString(INCLUDES.resolve(header));
        assertSame(ours.values(), CCompiler.evaluate(directory, name, includes, ours.values().keySet()));
    }

    private static void assertSame(Map<String, Long> ours, Map<String, Long> c) {
        Map<String, String> differing = new TreeMap<>();
        c.forEach((expression, value) -> {
            Long our = ours.get(expression);
            if (!value.equals(our)) {
                differing.put(expression, "C has " + value + ", the bindings have " + our);
            }
        });
        assertEquals(Map.of(), differing);
    }

    private static void missing(String what) {
        if (ROOT) {
            fail(what);
        }
        abort(what);
    }
}
