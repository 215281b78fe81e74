package org.netserv.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** A file that takes down what is written and forced, in order, and can refuse to be forced. */
final class RecordingChannel extends FileChannel {
    final List<String> done = new ArrayList<>();
    boolean broken;
    private final FileChannel file;

    RecordingChannel(FileChannel file) {
        this.file = file;
    }

    @Override
    public int write(ByteBuffer bytes, long at) throws IOException {
        done.add("write " + bytes.remaining() + " at " + at);
        return file.write(bytes, at);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (broken) {
            throw new IOException("no disk");
        }
        done.add("force " + metaData);
        file.force(metaData);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        done.add("truncate to " + size);
        file.truncate(size);
        return this;
    }

    @Override
    public int read(ByteBuffer bytes, long at) throws IOException {
        return file.read(bytes, at);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }

    // What the log has no use for.

    @Override
    public int read(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] bytes, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long at, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long at, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
