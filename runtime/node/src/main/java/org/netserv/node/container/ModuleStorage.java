package org.netserv.node.container;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.netserv.api.Storage;
import org.netserv.node.counters.Tally;
import org.netserv.node.guard.StackRoom;
import org.netserv.node.guard.Watch;

/**
 * A module's view of its publisher's store: ends with the module, and closes the files that it left open.
 *
 * <p><b>Thread.</b> Any but a packet thread.
 */
final class ModuleStorage implements Storage, AutoCloseable {
    static final int MAX_OPEN_FILES = 32;

    private final Lifetime lifetime;
    private final PublisherStore store;
    private final Tally over;
    private final Set<Closeable> open = new HashSet<>();

    /** @param over counts what the quota has no room for */
    ModuleStorage(Lifetime lifetime, PublisherStore store, Tally over) {
        this.lifetime = lifetime;
        this.store = store;
        this.over = over;
    }

    @Override
    public byte[] get(String key) throws IOException {
        return alive().get(key);
    }

    @Override
    public boolean contains(String key) {
        return alive().contains(key);
    }

    @Override
    public void put(String key, byte[] value) throws IOException {
        try {
            alive().put(key, value);
        } catch (StorageFull full) {
            over.addShared(1);
            throw full;
        }
    }

    @Override
    public boolean remove(String key) throws IOException {
        return alive().remove(key);
    }

    @Override
    public List<String> keys() throws IOException {
        return alive().keys();
    }

    @Override
    public boolean delete(String file) throws IOException {
        return alive().delete(file);
    }

    @Override
    public List<String> files() throws IOException {
        return alive().files();
    }

    @Override
    public InputStream read(String file) throws IOException {
        requireMayWait();
        synchronized (open) {
            requireRoom();
            InputStream opened = new OpenInput(store.read(file));
            open.add(opened);
            return opened;
        }
    }

    @Override
    public OutputStream write(String file, boolean append) throws IOException {
        requireMayWait();
        synchronized (open) {
            requireRoom();
            OutputStream opened = new OpenOutput(opened(file, append));
            open.add(opened);
            return opened;
        }
    }

    private OutputStream opened(String file, boolean append) throws IOException {
        try {
            return store.write(file, append);
        } catch (StorageFull full) {
            over.addShared(1);
            throw full;
        }
    }

    /** Closes what is open. After the module's lifetime. */
    @Override
    public void close() throws IOException {
        List<Closeable> left;
        synchronized (open) {
            left = List.copyOf(open);
        }
        for (Closeable stream : left) {
            stream.close();
        }
    }

    private static void requireMayWait() {
        StackRoom.require();
        Watch.requireOffPacketPath("storage may wait for the disk: use a timer or a thread");
    }

    private PublisherStore alive() {
        requireMayWait();
        lifetime.requireRunning();
        return store;
    }

    private void requireRoom() throws IOException {
        lifetime.requireRunning();
        if (open.size() == MAX_OPEN_FILES) {
            throw new IOException("a module has at most " + MAX_OPEN_FILES + " files open at once");
        }
    }

    private void forget(Closeable stream) {
        synchronized (open) {
            open.remove(stream);
        }
    }

    private final class OpenInput extends FilterInputStream {
        OpenInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            requireMayWait();
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            requireMayWait();
            return in.read(bytes, offset, length);
        }

        @Override
        public long skip(long count) throws IOException {
            requireMayWait();
            return in.skip(count);
        }

        @Override
        public int available() throws IOException {
            requireMayWait();
            return in.available();
        }

        @Override
        public void close() throws IOException {
            requireMayWait();
            forget(this);
            super.close();
        }
    }

    private final class OpenOutput extends FilterOutputStream {
        OpenOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            requireMayWait();
            try {
                out.write(value);
            } catch (StorageFull full) {
                over.addShared(1);
                throw full;
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            requireMayWait();
            try {
                out.write(bytes, offset, length);
            } catch (StorageFull full) {
                over.addShared(1);
                throw full;
            }
        }

        @Override
        public void flush() throws IOException {
            requireMayWait();
            out.flush();
        }

        @Override
        public void close() throws IOException {
            requireMayWait();
            forget(this);
            super.close();
        }
    }
}
