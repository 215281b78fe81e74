package org.netserv.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * What a publisher's modules keep on the node's disk: small values by key, and files. Both lie in the publisher's own
 * directory and survive the module; modules of one publisher share them.
 *
 * <p>Keys and file names match {@code [A-Za-z0-9][A-Za-z0-9._-]{0,99}}: there are no folders.
 *
 * <p><b>Thread.</b> Any but a packet thread.
 *
 * <p><b>Errors.</b> {@link IllegalArgumentException} for a name that does not match; {@link IOException} when the disk
 * or the quota is full; {@link IllegalStateException} on a packet thread, also from the streams.
 */
public interface Storage {

    /** Longest value that {@link #put} takes, in bytes. */
    int MAX_VALUE_LENGTH = 1 << 20;

    /** The value of a key. @throws java.io.FileNotFoundException if there is none */
    byte[] get(String key) throws IOException;

    /** Whether there is a value for a key. */
    boolean contains(String key);

    /** Sets the value of a key; a crash leaves the old or the new one. */
    void put(String key, byte[] value) throws IOException;

    /** Removes a key; returns whether it was there. */
    boolean remove(String key) throws IOException;

    /** All keys, sorted. */
    List<String> keys() throws IOException;

    /** Opens a file for reading. @throws java.io.FileNotFoundException if there is none */
    InputStream read(String file) throws IOException;

    /** Opens a file for writing, from the start or at its end. */
    OutputStream write(String file, boolean append) throws IOException;

    /** Deletes a file; returns whether it was there. */
    boolean delete(String file) throws IOException;

    /** All files, sorted. */
    List<String> files() throws IOException;
}
