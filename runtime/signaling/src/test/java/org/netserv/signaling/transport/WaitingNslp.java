package org.netserv.signaling.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

/** An application whose test waits for what it is told. */
final class WaitingNslp implements Nslp {
    static final int ID = 32_741;
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<Arrival> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Failure> failures = new LinkedBlockingQueue<>();
    private final BlockingQueue<Notification> news = new LinkedBlockingQueue<>();
    volatile Decision decision = Decision.PEER;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public Decision query(Arrival query) {
        return decision;
    }

    @Override
    public void received(Arrival message) {
        received.add(message);
    }

    @Override
    public void failed(Outgoing message, Failure why) {
        failures.add(why);
    }

    @Override
    public void changed(Notification what) {
        news.add(what);
    }

    Arrival nextArrival() throws InterruptedException {
        return next(received);
    }

    String nextText() throws InterruptedException {
        return text(next(received).data());
    }

    Failure nextFailure() throws InterruptedException {
        return next(failures);
    }

    Notification nextNews() throws InterruptedException {
        return next(news);
    }

    List<Arrival> rest() {
        List<Arrival> all = new ArrayList<>();
        received.drainTo(all);
        return all;
    }

    private static <T> T next(BlockingQueue<T> from) throws InterruptedException {
        @Nullable
        T one = from.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (one == null) {
            throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s");
        }
        return one;
    }

    static Octets words(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Octets.of(Arrays.copyOf(bytes, bytes.length + 3 & ~3));
    }

    static String text(Octets data) {
        return new String(data.toArray(), StandardCharsets.UTF_8).replace("\0", "");
    }
}
