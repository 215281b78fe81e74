package org.netserv.signaling.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.api.Arrival;
import org.netserv.signaling.api.Decision;
import org.netserv.signaling.api.Failure;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.Octets;
import org.netserv.signaling.wire.SessionId;

/** Writes down what it is told. */
class TestNslp implements Nslp {
    static final int ID = 32_741;

    final List<Arrival> received = new ArrayList<>();
    final List<Outgoing> failed = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();
    final List<Notification> news = new ArrayList<>();
    Decision decision = Decision.PEER;
    int queries;
    private @Nullable Engine engine;

    TestNslp on(Engine its) {
        engine = its;
        return this;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public Decision query(Arrival query) {
        queries++;
        return decision;
    }

    @Override
    public void received(Arrival message) {
        received.add(message);
    }

    @Override
    public void failed(Outgoing message, Failure why) {
        failed.add(message);
        failures.add(why);
    }

    @Override
    public void changed(Notification what) {
        news.add(what);
    }

    void send(SessionId session, Mri mri, String text, Transfer transfer) {
        Objects.requireNonNull(engine).send(Outgoing.of(ID, session, mri, words(text), transfer));
    }

    List<String> texts() {
        return received.stream().map(arrival -> text(arrival.data())).toList();
    }

    List<Notification.Kind> kinds() {
        return news.stream().map(Notification::kind).toList();
    }

    static Octets words(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Octets.of(Arrays.copyOf(bytes, bytes.length + 3 & ~3));
    }

    static String text(Octets data) {
        return new String(data.toArray(), StandardCharsets.UTF_8).replace("\0", "");
    }
}
