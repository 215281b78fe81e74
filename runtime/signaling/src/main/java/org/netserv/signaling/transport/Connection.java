package org.netserv.signaling.transport;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.wire.MessageHeader;

/**
 * One connection: a thread that reads messages and hands them to the engine, and one that writes what the engine has for it.
 * A peer that does not read fills a queue of bounded length, and then is let go.
 */
final class Connection {
    private static final int QUEUED_MESSAGES = 256;
    private static final long LINGER_MILLIS = 5_000;
    /** No message is empty. */
    private static final byte[] END = new byte[0];

    private final Consumer<Consumer<Engine>> calls;
    private final Runnable onEnd;
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUED_MESSAGES + 1);
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Socket socket;

    Connection(Consumer<Consumer<Engine>> calls, Runnable onEnd) {
        this.calls = calls;
        this.onEnd = onEnd;
    }

    /** The socket to use from now on; closed at once if the connection has ended meanwhile. */
    void attach(Socket its) throws IOException {
        socket = its;
        if (ended.get()) {
            its.close();
            throw new IOException("closed while connecting");
        }
    }

    /** Reads until the end. Writes, too, on another thread. */
    void run(int id) {
        Socket its = socket;
        if (its == null) {
            return;
        }
        Thread.ofVirtual().name("netserv-gist-write").start(() -> writeAll(its));
        try (DataInputStream in = new DataInputStream(its.getInputStream())) {
            byte[] header = new byte[MessageHeader.BYTES];
            while (true) {
                in.readFully(header);
                byte[] message = message(header, in);
                calls.accept(engine -> engine.message(id, MemorySegment.ofArray(message), 0, message.length));
            }
        } catch (SSLHandshakeException e) {
            // With TLS 1.3 a querier hears only now that its certificate was refused.
            abort();
            calls.accept(engine -> engine.notAuthorised(id));
        } catch (IOException e) {
            // The end, whatever it is called; the engine knows what it means.
            abort();
            calls.accept(engine -> engine.broken(id));
        }
    }

    /** A header only says how much comes: memory is taken for what has come, as peers may say much and send nothing. */
    private static byte[] message(byte[] header, InputStream in) throws IOException {
        int length = MessageHeader.messageBytes(MemorySegment.ofArray(header), 0);
        byte[] rest = in.readNBytes(length - header.length);
        if (rest.length < length - header.length) {
            throw new EOFException("the connection ended within a message");
        }
        byte[] message = new byte[length];
        System.arraycopy(header, 0, message, 0, header.length);
        System.arraycopy(rest, 0, message, header.length, rest.length);
        return message;
    }

    private void writeAll(Socket its) {
        try {
            OutputStream out = its.getOutputStream();
            for (byte[] next = queue.take(); next.length > 0; next = queue.take()) {
                out.write(next);
            }
            its.shutdownOutput();
        } catch (IOException e) {
            abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abort();
        }
    }

    /** The peer may read all that was sent before it closes its side; but it may also never read. */
    private void lingerThenAbort() {
        try {
            for (long waited = 0; waited < LINGER_MILLIS && !ended.get(); waited += 100) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abort();
    }

    /** False if there is too much that the peer has not read. */
    boolean write(byte[] message) {
        return !ended.get() && queue.size() < QUEUED_MESSAGES && queue.offer(message);
    }

    /** Ends once all is written, or soon. */
    void finish() {
        if (queue.offer(END)) {
            Thread.ofVirtual().name("netserv-gist-linger").start(this::lingerThenAbort);
        } else {
            abort();
        }
    }

    /** Ends now. */
    void abort() {
        if (ended.compareAndSet(false, true)) {
            onEnd.run();
            queue.clear();
            boolean writerHears = queue.offer(END);
            assert writerHears;
        }
        Socket its = socket;
        if (its != null) {
            try {
                its.close();
            } catch (IOException e) {
                // it is gone
            }
        }
    }
}
