package org.netserv.signaling.nslp;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.netserv.signaling.api.Gist;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/** Carries nothing, and remembers what it was asked. */
public final class FakeGist implements Gist {
    /** What was to be sent. */
    final BlockingQueue<Outgoing> sent = new LinkedBlockingQueue<>();
    /** What was to be kept, and for how long. */
    final BlockingQueue<String> kept = new LinkedBlockingQueue<>();

    /** One that nobody has asked anything. */
    public FakeGist() {}

    @Override
    public void send(Outgoing message) {
        sent.add(message);
    }

    @Override
    public void keep(int nslpId, SessionId sessionId, Mri mri, long millis) {
        kept.add(sessionId + " " + millis);
    }

    @Override
    public void doubt(int nslpId, SessionId sessionId, Mri mri) {
        // It has no state to doubt.
    }

    @Override
    public void probe(int nslpId, SessionId sessionId, Mri mri) {
        // There is nobody to be found.
    }
}
