package org.netserv.conformance;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.replay.LinkType;
import org.netserv.node.replay.PcapReader;
import org.netserv.node.replay.PcapWriter;
import org.netserv.node.replay.ReplayPlane;
import org.netserv.node.replay.ReplayProvider;
import org.netserv.node.replay.ReplayResult;

/** The replay plane between a user and a server: one replay for each send, over one packet path. */
final class ReplayUnderTest implements PlaneUnderTest {
    private static final Endpoints IPV4 = new Endpoints(IpAddress.parse("192.0.2.1"), IpAddress.parse("198.51.100.1"),
            IpAddress.parse("203.0.113.1"));
    private static final Endpoints IPV6 = new Endpoints(IpAddress.parse("2001:db8:1::1"),
            IpAddress.parse("2001:db8:2::1"), IpAddress.parse("2001:db8:3::1"));

    private final Path input;
    private final Path output;
    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path = new PacketPath(1,
            Stream.of(IPV4, IPV6).flatMap(endpoints -> endpoints.owners().stream()).toList(), counters);

    ReplayUnderTest(Path folder) {
        input = folder.resolve("in.pcap");
        output = folder.resolve("out.pcap");
    }

    @Override
    public Endpoints endpoints(int version) {
        return version == 4 ? IPV4 : IPV6;
    }

    @Override
    public int hops() {
        return 0;
    }

    @Override
    public PacketPath path() {
        return path;
    }

    @Override
    public PacketPath.Hook hook() {
        return filters -> {};
    }

    @Override
    public NodeCounters counters() {
        return counters;
    }

    @Override
    public boolean forwardsBrokenIp() {
        return true;
    }

    @Override
    public Outcome send(List<byte[]> packets, int atServer, int atUser) throws IOException, PlaneException {
        try (PcapWriter writer = new PcapWriter(input, LinkType.ETHERNET, true)) {
            for (int i = 0; i < packets.size(); i++) {
                byte[] frame = frame(packets.get(i));
                writer.write(1_700_000_000L, i, MemorySegment.ofArray(frame), 0, frame.length, frame.length);
            }
        }
        try (ReplayPlane plane = new ReplayProvider().open(Map.of("in", input.toString(), "out", output.toString()),
                path, counters)) {
            ReplayResult result = plane.run();
            if (result.frames() != packets.size()) {
                throw new AssertionError("frames: expected " + packets.size() + ", found " + result);
            }
        }
        return split();
    }

    private static byte[] frame(byte[] packet) {
        byte[] frame = new byte[14 + packet.length];
        boolean ipv6 = packet.length > 0 && packet[0] >> 4 == 6;
        frame[12] = (byte) (ipv6 ? 0x86 : 0x08);
        frame[13] = (byte) (ipv6 ? 0xdd : 0x00);
        System.arraycopy(packet, 0, frame, 14, packet.length);
        return frame;
    }

    private Outcome split() throws IOException {
        List<byte[]> atServer = new ArrayList<>();
        List<byte[]> atUser = new ArrayList<>();
        try (PcapReader reader = new PcapReader(output)) {
            while (reader.next()) {
                byte[] packet = Arrays.copyOf(reader.frame(), reader.length());
                (isForUser(packet) ? atUser : atServer).add(packet);
            }
        }
        return new Outcome(atServer, atUser);
    }

    private static boolean isForUser(byte[] packet) {
        Endpoints endpoints = packet.length > 0 && packet[0] >> 4 == 6 ? IPV6 : IPV4;
        byte[] user = endpoints.user().toInetAddress().getAddress();
        int destination = endpoints.version() == 6 ? 24 : 16;
        return packet.length >= destination + user.length
                && Arrays.equals(packet, destination, destination + user.length, user, 0, user.length);
    }
}
