package org.netserv.cli.signaling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.wire.Octets;

/** An application that peers with everybody, and whose test waits for what it is told. */
final class Application implements Nslp {
    static final int ID = 32_741;

    private final BlockingQueue<Arrival> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Notification> news = new LinkedBlockingQueue<>();

    @Override
    public int id() {
        return ID;
    }

    @Override
    public Decision query(Arrival query) {
        return Decision.PEER;
    }

    @Override
    public void received(Arrival message) {
        received.add(message);
    }

    @Override
    public void failed(Outgoing message, Failure why) {
        // The news say it, too.
    }

    @Override
    public void changed(Notification what) {
        news.add(what);
    }

    Arrival next() throws InterruptedException {
        return taken(received.poll(20, TimeUnit.SECONDS), "no message");
    }

    /** Whether no message has come that was not asked for. */
    boolean isSilent() {
        return received.isEmpty();
    }

    /** Waits for news of one of these kinds, past all others. */
    void await(Notification.Kind... kinds) throws InterruptedException {
        List<Notification.Kind> wanted = List.of(kinds);
        Notification next = null;
        do {
            next = taken(news.poll(20, TimeUnit.SECONDS), "no " + wanted);
        } while (!wanted.contains(next.kind()));
    }

    private static <T> T taken(@Nullable T what, String missing) {
        if (what == null) {
            throw new AssertionError(missing);
        }
        return what;
    }

    static Octets words(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Octets.of(Arrays.copyOf(bytes, (bytes.length + 3) & ~3));
    }

    static String text(Arrival message) {
        return new String(message.data().toArray(), StandardCharsets.UTF_8).replace("\0", "");
    }
}
