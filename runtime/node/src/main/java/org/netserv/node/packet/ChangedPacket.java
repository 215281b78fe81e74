package org.netserv.node.packet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/**
 * Makes a packet whole again after a module has changed it: all headers are read anew, since the module may have written
 * anywhere, and the lengths in them are written on the way.
 *
 * <p><b>Thread.</b> Any; no state.
 */
public final class ChangedPacket {
    private ChangedPacket() {}

    /**
     * Writes the lengths of packet {@code i} and parses it again.
     *
     * @return false if what the module left behind is no packet any more, or one of the other IP version, which planes
     *     that keep the versions apart could not send
     */
    public static boolean reparse(PacketBatch batch, int i) {
        int length = batch.length[i];
        long base = batch.offset[i];
        int version = batch.version[i];
        if (batch.memory.get(JAVA_BYTE, base) >>> 4 != version) {
            return false;
        }
        if (version == 4) {
            batch.memory.set(PacketParser.SHORT, base + 2, (short) length);
        } else {
            batch.memory.set(PacketParser.SHORT, base + 4, (short) (length - PacketParser.IPV6_HEADER));
        }
        return PacketParser.parse(batch, i, true) == PacketParser.WHOLE && batch.length[i] == length;
    }
}
