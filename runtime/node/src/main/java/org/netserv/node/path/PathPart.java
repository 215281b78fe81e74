package org.netserv.node.path;

/**
 * A share of a packet path whose packet threads for all modules follow one another, and so those in quarantine.
 *
 * @param path the whole
 * @param shared how many are for all modules
 * @param firstShared the first of those
 * @param quarantine how many are in quarantine
 * @param firstQuarantine the first of those
 * @param emitQueue what it is to send
 */
record PathPart(PacketPath path, int shared, int firstShared, int quarantine, int firstQuarantine,
        EmitQueue emitQueue) implements PathShare {

    @Override
    public PacketWorker worker(int i) {
        if (i < 0 || i >= workers()) {
            throw new IllegalArgumentException("i=" + i + " workers=" + workers());
        }
        return path.worker(i < shared ? firstShared + i : firstQuarantine + i - shared);
    }

    @Override
    public int workers() {
        return shared + quarantine;
    }
}
