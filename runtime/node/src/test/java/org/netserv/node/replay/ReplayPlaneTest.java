package org.netserv.node.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.TestPackets;
import org.netserv.node.path.FilterTable;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;

class ReplayPlaneTest {
    private static final Prefix OWNED = Prefix.parse("10.0.0.0/8");

    @TempDir
    Path folder;

    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path = new PacketPath(1, List.of(new FilterTable.PrefixOwner(OWNED, "u")), counters);

    private Path in() {
        return folder.resolve("in.pcap");
    }

    private Path out() {
        return folder.resolve("out.pcap");
    }

    private static byte[] packet(int number) {
        return TestPackets.ipv4(0x0b000001, 0x0a000001, 17, TestPackets.udp(1, 2, (byte) number));
    }

    private static byte[] ethernet(int etherType, byte[] payload, int padding) {
        byte[] frame = new byte[14 + payload.length + padding];
        frame[12] = (byte) (etherType >> 8);
        frame[13] = (byte) etherType;
        System.arraycopy(payload, 0, frame, 14, payload.length);
        return frame;
    }

    private void write(byte[]... frames) throws IOException {
        try (PcapWriter writer = new PcapWriter(in(), LinkType.ETHERNET, false)) {
            for (int i = 0; i < frames.length; i++) {
                writer.write(100 + i, i, MemorySegment.ofArray(frames[i]), 0, frames[i].length, frames[i].length);
            }
        }
    }

    private void install(PacketProcessor processor) throws PlaneException {
        ModuleSlot slot = path.newSlot(new ModuleSlot.Settings("m", "u", List.of(OWNED),
                List.of(new PacketFilter(OWNED, -1, -1)), 1, true), processor);
        path.replace(List.of(), List.of(slot), filters -> {});
    }

    private ReplayResult replay() throws IOException {
        try (ReplayPlane plane = new ReplayPlane(in(), out(), path, counters)) {
            return plane.run();
        }
    }

    private List<String> output() throws IOException {
        List<String> lines = new ArrayList<>();
        try (PcapReader reader = new PcapReader(out())) {
            assertEquals(LinkType.RAW, reader.linkType());
            while (reader.next()) {
                int payload = reader.length() == 29 ? reader.frame()[28] : -1;
                lines.add(reader.seconds() + "." + reader.fraction() + " " + reader.length() + "/"
                        + reader.originalLength() + " " + payload);
            }
        }
        return lines;
    }

    @Test
    void shouldPassEverythingInOrderWhenFramesAreOfAllKinds() throws Exception {
        install(packet -> Verdict.ACCEPT);
        byte[] fragment = packet(4);
        fragment[6] = 0x20;
        byte[] malformed = packet(5);
        malformed[25] = 100;
        byte[] arp = new byte[28];
        write(ethernet(0x0800, packet(1), 17), ethernet(0x0806, arp, 0), ethernet(0x0800, packet(3), 0),
                ethernet(0x0800, fragment, 0), ethernet(0x0800, malformed, 3));
        ReplayResult result = replay();
        assertEquals(new ReplayResult(5, 5, 1, 0, 1, 1, 0, 0, 0, 0, 0), result);
        assertEquals(List.of("100.0 29/29 1", "101.1 28/28 -1", "102.2 29/29 3", "103.3 29/29 4", "104.4 32/32 -1"),
                output());
        assertEquals(1L, counters.snapshot().get("path.w0.fragments"));
    }

    @Test
    void shouldPassWhatSnapshotLengthCutUntouched() throws Exception {
        install(packet -> Verdict.DROP);
        byte[] whole = ethernet(0x0800, packet(1), 0);
        try (PcapWriter writer = new PcapWriter(in(), LinkType.ETHERNET, true)) {
            for (int length = 0; length <= whole.length; length++) {
                writer.write(1, 1, MemorySegment.ofArray(whole), 0, length, whole.length);
            }
        }
        ReplayResult result = replay();
        assertEquals(44, result.frames());
        assertEquals(43, result.truncated());
        assertEquals(15, result.nonIp());
        assertEquals(28, result.malformed());
        assertEquals(1, result.dropped());
        List<String> output = output();
        assertEquals(43, output.size());
        assertTrue(output.getLast().startsWith("1.1 28/29"), output.getLast());
    }

    @Test
    void shouldKeepEachVerdictsPlaceAndTime() throws Exception {
        install(packet -> {
            int number = packet.u8(packet.payloadOffset());
            if (number % 4 == 1) {
                packet.swapAddresses();
                return Verdict.REPLY;
            }
            if (number % 4 == 2) {
                packet.setU8(packet.payloadOffset(), 99);
            }
            return number % 4 == 3 ? Verdict.CONSUME : Verdict.ACCEPT;
        });
        byte[][] frames = new byte[100][];
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < frames.length; i++) {
            frames[i] = ethernet(0x0800, packet(i), 0);
            if (i % 4 != 3) {
                expected.add((100 + i) + "." + i + " 29/29 " + (i % 4 == 2 ? 99 : i));
            }
        }
        write(frames);
        assertEquals(new ReplayResult(100, 50, 0, 0, 0, 0, 25, 0, 25, 25, 0), replay());
        assertEquals(expected, output());
    }

    @Test
    void shouldWriteEmittedPacketsBehindTheirBatch() throws Exception {
        install(packet -> {
            byte[] emitted = packet(200);
            assertTrue(path.emitQueue().offer(emitted, 0, emitted.length));
            return Verdict.DROP;
        });
        write(ethernet(0x0800, packet(1), 0), ethernet(0x0800, packet(2), 0));
        ReplayResult result = replay();
        assertEquals(2, result.emitted());
        assertEquals(2, result.dropped());
        assertEquals(List.of("101.1 29/29 -56", "101.1 29/29 -56"), output());
    }

    @Test
    void shouldReplayWhatCameBeforeTheFileBreaksOff() throws Exception {
        write(ethernet(0x0800, packet(1), 0), ethernet(0x0800, packet(2), 0));
        byte[] bytes = Files.readAllBytes(in());
        Files.write(in(), Arrays.copyOf(bytes, bytes.length - 1));
        PcapException e = assertThrows(PcapException.class, this::replay);
        assertTrue(String.valueOf(e.getMessage()).contains("ends at offset"), e.getMessage());
        assertEquals(List.of("100.0 29/29 1"), output());
    }

    @Test
    void shouldLeaveInputAloneAndRunOnce() throws Exception {
        write(ethernet(0x0800, packet(1), 0));
        byte[] before = Files.readAllBytes(in());
        try (ReplayPlane plane = new ReplayPlane(in(), out(), path, counters)) {
            plane.start();
            assertThrows(PlaneException.class, plane::start);
        }
        assertEquals(List.of("100.0 29/29 1"), output());
        assertThrows(PcapException.class, () -> new ReplayPlane(in(), in(), path, counters));
        assertArrayEquals(before, Files.readAllBytes(in()));
    }

    private String refusal(Map<String, String> options) {
        return String.valueOf(assertThrows(PlaneException.class,
                () -> new ReplayProvider().open(options, path, counters)).getMessage());
    }

    @Test
    void shouldBeFoundByItsNameAndRefuseBadOptions() throws Exception {
        List<ForwardingPlane.Provider> found = ServiceLoader.load(ForwardingPlane.Provider.class).stream()
                .map(ServiceLoader.Provider::get).filter(each -> each.name().equals("replay")).toList();
        assertEquals(1, found.size());
        assertEquals(new ForwardingPlane.Workers(1, 0), found.getFirst().workers(Map.of()));
        String missing = folder.resolve("absent.pcap").toString();
        assertEquals("plane replay lacks its option \"in\": expected a pcap file", refusal(Map.of("out", "x")));
        assertEquals("plane replay has no option \"queue\": expected in and out", refusal(Map.of("queue", "1")));
        assertEquals("there is no file or folder " + missing, refusal(Map.of("in", missing, "out", "x")));
        write();
        String nowhere = folder.resolve("absent").resolve("out.pcap").toString();
        assertEquals("there is no file or folder " + nowhere, refusal(Map.of("in", in().toString(), "out", nowhere)));
        try (ForwardingPlane plane = found.getFirst().open(Map.of("in", in().toString(), "out", out().toString()), path,
                counters)) {
            assertEquals("replay", plane.name());
            assertEquals("ETHERNET", plane.settings().get("link-type"));
        }
    }
}
