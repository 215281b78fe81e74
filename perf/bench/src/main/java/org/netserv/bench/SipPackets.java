package org.netserv.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.netserv.conformance.PacketBuilder;
import org.netserv.node.net.IpAddress;

/** UDP packets of 340 bytes to a SIP server, as the paper measures with; addresses, ports, tags and ids are random. */
final class SipPackets {
    /** Length from the IP header on. */
    static final int LENGTH = 340;

    private static final int COUNT = 256;
    private static final int HEADERS = 28;
    private static final IpAddress SERVER = IpAddress.parse("198.51.100.5");

    private SipPackets() {}

    /**
     * Packets of one kind.
     *
     * @param kind {@code keepAlive}; {@code otherEvent}, a NOTIFY that is not one; {@code other}, random bytes
     */
    static List<byte[]> ofKind(String kind) {
        Random random = new Random(6);
        return Traffic.many(COUNT, () -> switch (kind) {
            case "keepAlive" -> notify(random, "keep-alive");
            case "otherEvent" -> notify(random, "dialog");
            case "other" -> other(random);
            default -> throw new IllegalArgumentException("kind=" + kind);
        });
    }

    private static byte[] notify(Random random, String event) {
        int host = 1 + random.nextInt(250);
        int port = port(random);
        String text = """
                NOTIFY sip:service@198.51.100.5 SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.%d:%d;branch=z9hG4bK-%08x
                From: <sip:u%d@192.0.2.%d>;tag=%08x
                To: <sip:service@198.51.100.5>
                Call-ID: %08x@192.0.2.%d
                CSeq: %d NOTIFY
                Max-Forwards: 70
                Event: %s
                """.formatted(host, port, random.nextInt(), random.nextInt(100), host, random.nextInt(),
                random.nextInt(), host, random.nextInt(10_000), event).replace("\n", "\r\n");
        // A header of no interest fills the packet up.
        String end = "\r\n\r\n";
        String subject = "Subject: ";
        int filler = LENGTH - HEADERS - text.length() - subject.length() - end.length();
        return udp(host, port, (text + subject + "x".repeat(filler) + end).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] other(Random random) {
        byte[] payload = new byte[LENGTH - HEADERS];
        random.nextBytes(payload);
        return udp(1 + random.nextInt(250), port(random), payload);
    }

    private static int port(Random random) {
        return 10_000 + random.nextInt(50_000);
    }

    private static byte[] udp(int host, int port, byte[] payload) {
        return PacketBuilder.udp(IpAddress.parse("192.0.2." + host), port, SERVER, 5060).payload(payload).build();
    }
}
