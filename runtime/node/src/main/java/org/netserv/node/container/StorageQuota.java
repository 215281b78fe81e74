package org.netserv.node.container;

/**
 * How much of its quota of storage a publisher has used.
 *
 * <p><b>Units.</b> Bytes.
 *
 * <p><b>Thread.</b> Any.
 */
final class StorageQuota {
    /** What a file takes beside its content: a publisher must not fill the disk with empty ones. */
    static final long FILE_BYTES = 4096;

    private final long limit;
    private long used;

    /** @param used what there is already; it may be more than the limit */
    StorageQuota(long limit, long used) {
        this.limit = limit;
        this.used = used;
    }

    /** Takes bytes, all or none. <b>Errors.</b> {@link StorageFull} if there is no room. */
    synchronized void take(long bytes) throws StorageFull {
        if (bytes > limit - used) {
            throw new StorageFull(limit, used, bytes);
        }
        used += bytes;
    }

    synchronized void giveBack(long bytes) {
        used -= bytes;
    }

    synchronized long used() {
        return used;
    }
}
