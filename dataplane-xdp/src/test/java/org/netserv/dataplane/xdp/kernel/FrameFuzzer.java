package org.netserv.dataplane.xdp.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.netserv.conformance.InternetChecksum;
import org.netserv.conformance.PacketBuilder;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.FilterTable.PrefixOwner;
import org.netserv.node.path.PacketFilter;

/** Random frames, most of them nearly right, and random filters, from so few addresses and ports that they meet. */
final class FrameFuzzer {
    private static final int[] PROTOCOLS = {1, 6, 17, 47, 50, 58, 132};
    private static final int[] PORTS = {0, 53, 270, 5060, 65_535};
    private static final int[] EXTENSIONS = {0, 43, 44, 51, 60};

    private final Random random;
    private final byte[] mac;

    FrameFuzzer(long seed, byte[] mac) {
        random = new Random(seed);
        this.mac = mac.clone();
    }

    /** Prefixes, each with an owner. */
    List<PrefixOwner> owners() {
        Map<Prefix, String> owners = new TreeMap<>();
        for (int n = random.nextInt(8); n >= 0; n--) {
            owners.put(prefix(), user());
        }
        return owners.entrySet().stream().map(entry -> new PrefixOwner(entry.getKey(), entry.getValue())).toList();
    }

    /** Modules, whose filters may also name what is not their publishers'. */
    List<PathOracle.Module> modules() {
        List<PathOracle.Module> modules = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            List<PacketFilter> filters = new ArrayList<>();
            for (int m = random.nextInt(4); m >= 0; m--) {
                filters.add(filter());
            }
            modules.add(new PathOracle.Module(user(), filters));
        }
        return modules;
    }

    private PacketFilter filter() {
        int protocol = random.nextInt(4) == 0 ? PacketFilter.ANY : PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        boolean ported = (protocol == 6 || protocol == 17) && random.nextBoolean();
        return new PacketFilter(prefix(), protocol, ported ? PORTS[random.nextInt(PORTS.length)] : PacketFilter.ANY);
    }

    private String user() {
        return "user" + random.nextInt(3);
    }

    private Prefix prefix() {
        IpAddress address = address(random.nextBoolean());
        int bits = address.isIpv4() ? 32 : 128;
        return Prefix.of(address, random.nextInt(3) == 0 ? bits : random.nextInt(bits + 1));
    }

    private IpAddress address(boolean ipv4) {
        int spread = random.nextInt(4);
        return ipv4
                ? IpAddress.ofIpv4(0x0a000000 | spread << 16 | random.nextInt(3) << 8 | random.nextInt(3))
                : new IpAddress(0x20010db8_00000000L | spread << 8 | random.nextInt(2), random.nextInt(3));
    }

    /** A frame of 14 bytes or more. */
    byte[] frame() {
        byte[] frame = framed(packet());
        int damages = random.nextInt(3) == 0 ? 0 : random.nextInt(4);
        for (int i = 0; i < damages; i++) {
            frame = damage(frame);
        }
        if (random.nextInt(3) > 0) {
            mendChecksum(frame);
        }
        return frame;
    }

    private byte[] packet() {
        boolean ipv4 = random.nextBoolean();
        IpAddress source = address(ipv4);
        IpAddress destination = address(ipv4);
        PacketBuilder packet = switch (random.nextInt(6)) {
            case 0, 1, 2 -> PacketBuilder.udp(source, port(), destination, port());
            case 3 -> PacketBuilder.tcp(source, port(), destination, port());
            case 4 -> PacketBuilder.echo(source, destination, random.nextInt(100));
            default -> PacketBuilder.raw(source, destination, PROTOCOLS[random.nextInt(PROTOCOLS.length)]);
        };
        packet.payload(bytes(random.nextInt(80))).ttl(random.nextInt(256)).identification(random.nextInt(65_536));
        if (ipv4 && random.nextInt(4) == 0) {
            packet.options(bytes(1 + random.nextInt(40)));
        }
        for (int n = ipv4 || random.nextBoolean() ? 0 : random.nextInt(11); n > 0; n--) {
            int type = EXTENSIONS[random.nextInt(EXTENSIONS.length)];
            byte[] body = bytes(random.nextInt(40));
            if (type == 43 && body.length > 1) {
                body[1] = (byte) (random.nextInt(8) == 0 ? 1 : 0);
            }
            packet.extension(type, body);
        }
        byte[] bytes = packet.build();
        if (!ipv4 && random.nextInt(40) == 0) {
            map(bytes, random.nextBoolean() ? 8 : 24);
        }
        return bytes;
    }

    /** Makes an IPv6 address an IPv4-mapped one. */
    private static void map(byte[] packet, int offset) {
        Arrays.fill(packet, offset, offset + 10, (byte) 0);
        Arrays.fill(packet, offset + 10, offset + 12, (byte) 0xff);
    }

    private int port() {
        return PORTS[random.nextInt(PORTS.length)];
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] framed(byte[] packet) {
        int tags = random.nextInt(8) == 0 ? 1 + random.nextInt(2) : 0;
        byte[] frame = new byte[14 + 4 * tags + packet.length];
        System.arraycopy(mac, 0, frame, 0, 6);
        for (int i = 0; i < tags; i++) {
            frame[12 + 4 * i] = (byte) (random.nextBoolean() ? 0x81 : 0x88);
            frame[13 + 4 * i] = (byte) (frame[12 + 4 * i] == (byte) 0x81 ? 0x00 : 0xa8);
            frame[15 + 4 * i] = (byte) random.nextInt(256);
        }
        boolean ipv6 = (packet[0] & 0xf0) == 0x60;
        frame[12 + 4 * tags] = (byte) (ipv6 ? 0x86 : 0x08);
        frame[13 + 4 * tags] = (byte) (ipv6 ? 0xdd : 0x00);
        System.arraycopy(packet, 0, frame, 14 + 4 * tags, packet.length);
        return frame;
    }

    private byte[] damage(byte[] frame) {
        int header = Math.min(frame.length, 90);
        switch (random.nextInt(8)) {
            case 0 -> {
                return Arrays.copyOf(frame, 14 + random.nextInt(frame.length - 13));
            }
            case 1 -> {
                return Arrays.copyOf(frame, frame.length + random.nextInt(70));
            }
            case 2 -> frame[random.nextInt(header)] = (byte) random.nextInt(256);
            case 3 -> frame[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
            // Lengths, fragments and such are short numbers.
            case 4 -> nudge(frame, Math.min(header - 1, 14 + random.nextInt(76)));
            case 5 -> nudge(frame, Math.min(header - 1, 17));
            case 6 -> nudge(frame, Math.min(header - 1, 14 + random.nextInt(8)));
            default -> Arrays.fill(frame, random.nextInt(header), header, (byte) (random.nextBoolean() ? 0 : 0xff));
        }
        return frame;
    }

    private void nudge(byte[] frame, int at) {
        frame[at] += (byte) (random.nextInt(17) - 8);
    }

    /** Otherwise hardly any damaged header would get past its checksum. */
    private static void mendChecksum(byte[] frame) {
        int l3 = frame[12] == (byte) 0x81 || frame[12] == (byte) 0x88 ? 18 : 14;
        if (frame.length >= l3 + 20 && (frame[l3] & 0xf0) == 0x40) {
            int length = Math.min((frame[l3] & 0xf) * 4, frame.length - l3);
            if (length >= 20) {
                frame[l3 + 10] = 0;
                frame[l3 + 11] = 0;
                int sum = InternetChecksum.of(frame, l3, length);
                frame[l3 + 10] = (byte) (sum >> 8);
                frame[l3 + 11] = (byte) sum;
            }
        }
    }
}
