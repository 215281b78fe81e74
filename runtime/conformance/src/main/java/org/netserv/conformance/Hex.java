package org.netserv.conformance;

import java.util.HexFormat;

/** Packets in messages. */
final class Hex {
    private static final int MAX_BYTES = 120;

    private Hex() {}

    static String of(byte[] packet) {
        int shown = Math.min(packet.length, MAX_BYTES);
        return packet.length + " bytes " + HexFormat.of().formatHex(packet, 0, shown) + (shown < packet.length
                ? "…"
                : "");
    }
}
