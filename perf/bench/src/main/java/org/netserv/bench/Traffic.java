package org.netserv.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.netserv.conformance.PacketBuilder;
import org.netserv.node.net.IpAddress;

/** Packets whose flows and payload are random, the same in each run. */
final class Traffic {
    /** As many as take a branch predictor's memory, and no more than the second-level cache holds. */
    static final int PACKETS = 2048;

    private static final int IPV4_UDP_HEADERS = 28;
    private static final int HOP_BY_HOP = 0;
    private static final int DESTINATION_OPTIONS = 60;

    private final Random random;

    Traffic(long seed) {
        random = new Random(seed);
    }

    /** {@link #PACKETS} of a kind: {@code udp4}, {@code udp6}, {@code tcp4}, or {@code mixed}. */
    List<byte[]> ofKind(String kind) {
        return many(PACKETS, () -> switch (kind) {
            case "udp4" -> udp4(64);
            case "udp6" -> udp6().build();
            case "tcp4" -> tcp4();
            case "mixed" -> mixed();
            default -> throw new IllegalArgumentException("kind=" + kind);
        });
    }

    /** As many packets as are asked for. */
    static List<byte[]> many(int count, Source source) {
        List<byte[]> packets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            packets.add(source.next());
        }
        return packets;
    }

    /** IPv4 and UDP, {@code length} bytes from the IP header on. */
    byte[] udp4(int length) {
        return PacketBuilder.udp(ipv4(), port(), ipv4(), port()).ttl(ttl()).payload(bytes(length - IPV4_UDP_HEADERS))
                .build();
    }

    private PacketBuilder udp6() {
        return PacketBuilder.udp(ipv6(), port(), ipv6(), port()).ttl(ttl()).payload(bytes(16));
    }

    private byte[] tcp4() {
        return PacketBuilder.tcp(ipv4(), port(), ipv4(), port()).ttl(ttl()).tcpOptions(bytes(4 * random.nextInt(4)))
                .payload(bytes(random.nextInt(16))).build();
    }

    /** Half IPv4 (UDP, TCP, UDP behind IP options), half IPv6 (UDP; with one and with two extension headers). */
    private byte[] mixed() {
        return switch (random.nextInt(6)) {
            case 0 -> udp4(64);
            case 1 -> tcp4();
            case 2 -> PacketBuilder.udp(ipv4(), port(), ipv4(), port()).options(routerAlert()).build();
            case 3 -> udp6().build();
            case 4 -> udp6().extension(DESTINATION_OPTIONS, padding(6)).build();
            default -> udp6().extension(HOP_BY_HOP, padding(6)).extension(DESTINATION_OPTIONS, padding(14)).build();
        };
    }

    private static byte[] routerAlert() {
        return new byte[]{(byte) 148, 4, 0, 0};
    }

    /** One PadN option. */
    private static byte[] padding(int length) {
        byte[] option = new byte[length];
        option[0] = 1;
        option[1] = (byte) (length - 2);
        return option;
    }

    private IpAddress ipv4() {
        return IpAddress.ofIpv4(0x0a00_0000 | random.nextInt(1 << 24));
    }

    private IpAddress ipv6() {
        return new IpAddress(0x2001_0db8_0000_0000L | random.nextInt(1 << 16), random.nextLong());
    }

    private int port() {
        return 1024 + random.nextInt(60_000);
    }

    private int ttl() {
        return 2 + random.nextInt(60);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Makes packets. */
    @FunctionalInterface
    interface Source {
        byte[] next();
    }
}
