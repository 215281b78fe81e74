package org.netserv.signaling.wire;

import java.util.HexFormat;

/** A session's 128 bits, which whoever opens it draws at random. RFC 5971 §A.3.2. */
public record SessionId(long high, long low) {
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
