package org.netserv.dataplane.xdp.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.netserv.conformance.PacketBuilder;
import org.netserv.ffi.BpfProgram;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.FilterTable.PrefixOwner;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.plane.PlaneException;
import org.netserv.rig.Privilege;

/**
 * The program and the node classify alike, always: both get the same frames, and the program's outcome must be what the node's
 * parser and packet path say. {@code -Dnetserv.fuzz.seed} and {@code -Dnetserv.fuzz.rounds} repeat or prolong it.
 */
class ClassificationIT {
    private static final long SEED = Long.getLong("netserv.fuzz.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("netserv.fuzz.rounds", 60);
    private static final int FRAMES_A_ROUND = 250;
    /** What the corpus was written for. */
    private static final byte[] CORPUS_MAC = {2, 0, 0, 0, 0, 1};

    private static ProgramFixture fixture;

    @BeforeAll
    static void load() {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        fixture = new ProgramFixture("classify", false);
    }

    @AfterAll
    static void unload() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void shouldClassifyRandomFramesAsTheNodeDoes() throws PlaneException {
        FrameFuzzer fuzzer = new FrameFuzzer(SEED, fixture.ingressMac);
        Map<Outcome, Integer> met = new EnumMap<>(Outcome.class);
        for (int round = 0; round < ROUNDS; round++) {
            PathOracle oracle = oracle(fuzzer.owners(), fuzzer.modules());
            for (int i = 0; i < FRAMES_A_ROUND; i++) {
                met.merge(assertAlike(oracle, fuzzer.frame(), "seed=" + SEED + " round=" + round), 1, Integer::sum);
            }
            oracle.close();
        }
        for (Outcome outcome : List.of(Outcome.NOT_IP, Outcome.VLAN_NESTED, Outcome.OTHER_HOST, Outcome.MALFORMED,
                Outcome.FRAGMENT, Outcome.BAD_CHECKSUM, Outcome.SIGNALING, Outcome.NO_SOCKET, Outcome.NOT_WANTED)) {
            assertTrue(met.getOrDefault(outcome, 0) > ROUNDS / 10, "the frames hardly meet " + outcome + ": " + met);
        }
    }

    @Test
    void shouldClassifyTheCorpusAsTheNodeDoesAtEveryTruncation() throws IOException, PlaneException {
        Map<String, byte[]> corpus = corpus();
        assertTrue(corpus.size() > 15, "corpus of " + corpus.size());
        for (List<PathOracle.Module> modules : List.<List<PathOracle.Module>>of(List.of(), List.of(everything()))) {
            PathOracle oracle = oracle(List.of(new PrefixOwner(Prefix.ALL_IPV4, "u"),
                    new PrefixOwner(Prefix.ALL_IPV6, "u")), modules);
            for (Map.Entry<String, byte[]> entry : corpus.entrySet()) {
                for (int length = 14; length <= entry.getValue().length; length++) {
                    assertAlike(oracle, Arrays.copyOf(entry.getValue(), length), entry.getKey() + " length=" + length);
                }
            }
            oracle.close();
        }
    }

    private static PathOracle.Module everything() {
        return new PathOracle.Module("u", List.of(
                new PacketFilter(Prefix.ALL_IPV4, PacketFilter.ANY, PacketFilter.ANY),
                new PacketFilter(Prefix.ALL_IPV6, PacketFilter.ANY, PacketFilter.ANY)));
    }

    @Test
    void shouldClassifyByTenThousandPrefixes() throws PlaneException {
        Random random = new Random(SEED);
        List<PrefixOwner> owners = new ArrayList<>();
        List<PathOracle.Module> modules = new ArrayList<>();
        Map<Prefix, Boolean> used = new LinkedHashMap<>();
        while (used.size() < 10_000) {
            boolean ipv4 = used.size() % 2 == 0;
            IpAddress address = ipv4 ? IpAddress.ofIpv4(0x0a000000 | random.nextInt(1 << 24))
                    : new IpAddress(0x20010db8_00000000L | random.nextInt(1 << 20), random.nextLong());
            used.put(Prefix.of(address, ipv4 ? 20 + random.nextInt(13) : 48 + random.nextInt(81)), true);
        }
        List<Prefix> prefixes = List.copyOf(used.keySet());
        for (int user = 0; user < 50; user++) {
            List<PacketFilter> filters = new ArrayList<>();
            for (int i = user; i < prefixes.size(); i += 50) {
                owners.add(new PrefixOwner(prefixes.get(i), "user" + user));
                filters.add(new PacketFilter(prefixes.get(i), 17, random.nextBoolean() ? 53 : 5060));
            }
            modules.add(new PathOracle.Module("user" + user, filters));
        }
        PathOracle oracle = oracle(owners, modules);
        assertEquals(10_000, fixture.program.filters().prefixes());
        Map<Outcome, Integer> met = new EnumMap<>(Outcome.class);
        for (int i = 0; i < 5000; i++) {
            IpAddress to = prefixes.get(random.nextInt(prefixes.size())).address();
            byte[] packet = PacketBuilder.udp(to, 1, to, random.nextBoolean() ? 53 : 5060).build();
            met.merge(assertAlike(oracle, fixture.frame(packet), "seed=" + SEED), 1, Integer::sum);
        }
        assertTrue(met.getOrDefault(Outcome.NO_SOCKET, 0) > 1000, met.toString());
        assertTrue(met.getOrDefault(Outcome.NOT_WANTED, 0) > 1000, met.toString());
        oracle.close();
    }

    /** A node, with its filters in the kernel. */
    private static PathOracle oracle(List<PrefixOwner> owners, List<PathOracle.Module> modules) throws PlaneException {
        PathOracle oracle = new PathOracle(fixture.ingressMac, owners, modules);
        fixture.program.filters().replace(oracle.filters());
        return oracle;
    }

    private static Outcome assertAlike(PathOracle oracle, byte[] frame, String what) {
        Outcome expected = oracle.expected(frame);
        ProgramRun run = fixture.run(frame);
        String message = what + " frame=" + HexFormat.of().formatHex(frame) + " filters=" + oracle.filters();
        assertEquals(expected, run.fate(), message);
        assertEquals(BpfProgram.XDP_PASS, run.action(), message);
        assertArrayEquals(frame, run.frame(), message);
        return expected;
    }

    /** Lines of a name and hex; what is behind # is a comment. */
    private static Map<String, byte[]> corpus() throws IOException {
        Map<String, byte[]> corpus = new LinkedHashMap<>();
        try (InputStream file = Objects.requireNonNull(ClassificationIT.class.getResourceAsStream("corpus.txt"))) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
                String text = line.replaceFirst("#.*", "").strip();
                if (!text.isEmpty()) {
                    String[] parts = text.split("\\s+", 2);
                    byte[] frame = HexFormat.of().parseHex(parts[1].replace(" ", ""));
                    if (Arrays.equals(frame, 0, 6, CORPUS_MAC, 0, 6)) {
                        System.arraycopy(fixture.ingressMac, 0, frame, 0, 6);
                    }
                    corpus.put(parts[0], frame);
                }
            }
        }
        return corpus;
    }
}
