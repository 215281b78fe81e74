package org.netserv.node.packet;

/**
 * Makes a packet whole again after a module has changed it: lengths, then all headers read anew (the module may have
 * written anywhere), then checksums.
 *
 * <p><b>Thread.</b> Any; no state.
 */
public final class ChangedPacket {
    private ChangedPacket() {}

    /**
     * Writes the lengths of packet {@code i} and parses it again.
     *
     * @return false if what the module left behind is no packet any more
     */
    public static boolean reparse(PacketBatch batch, int i) {
        int length = batch.length[i];
        Checksums.updateLengths(batch, i);
        return PacketParser.parse(batch, i) == PacketParser.WHOLE && batch.length[i] == length;
    }
}
