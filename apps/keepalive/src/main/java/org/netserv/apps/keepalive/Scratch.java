package org.netserv.apps.keepalive;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory in which one request is read and its answer written. Nothing in it is kept between calls.
 *
 * <p><b>Thread.</b> One worker's.
 */
final class Scratch {

    final SipRequest request = new SipRequest();
    final SipAnswer answer;

    private Scratch(long salt) {
        answer = new SipAnswer(salt);
    }

    /** One for each worker, all with the same salt: a request gets the same answer on each of them. */
    static List<Scratch> forWorkers(int workers) {
        long salt = new SecureRandom().nextLong();
        List<Scratch> scratches = new ArrayList<>(workers);
        for (int worker = 0; worker < workers; worker++) {
            scratches.add(new Scratch(salt));
        }
        return List.copyOf(scratches);
    }
}
