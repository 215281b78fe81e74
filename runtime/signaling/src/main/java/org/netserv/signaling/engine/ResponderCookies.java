package org.netserv.signaling.engine;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.NetworkInfoView;
import org.netserv.signaling.wire.ObjectType;

/**
 * Cookies that carry all that a responder would otherwise have to remember of a Query. RFC 5971 §8.5.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |  generation   |A|   reserved  |    UDP port of the querier    |
 * +---------------+---------------+-------------------------------+
 * |                      arrival interface                        |
 * +---------------------------------------------------------------+
 * |      time of issue, ms since this node began (64 bits, low 56: |
 * |      the first byte is the distance to the querier in IP hops) |
 * +---------------------------------------------------------------+
 * |  HMAC-SHA256 over this, querier, flow, session, NSLP: 16 bytes |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * A means that an association was offered. The secret is replaced now and then; the one before it still counts. What is
 * too old is refused before anything is hashed: a Confirm comes as soon as a connection is there, and one that somebody has
 * kept is to be of no use once the state that it made is gone.
 *
 * <p><b>Thread.</b> One.
 */
final class ResponderCookies {
    /** Length of a cookie. */
    static final int BYTES = 32;

    private static final long LIFE_MILLIS = 30_000;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int CLEAR_BYTES = 16;
    private static final int SECRET_BYTES = 32;
    private static final int DIGEST_BYTES = 32;
    private static final long TIME_MASK = (1L << 56) - 1;
    private static final int ASSOCIATION = 0x80;

    private final RandomGenerator random;
    private final long rollMillis;
    private final Mac[] macs = new Mac[2];
    private int generation;
    private long rolledMillis;
    private final byte[] input = new byte[640];
    private final byte[] digest = new byte[DIGEST_BYTES];
    private final byte[] cookie = new byte[BYTES];

    private boolean associationOffered;
    private int port;
    private int interfaceIndex;
    private int distance;
    private long issuedMillis;

    ResponderCookies(RandomGenerator random, long rollMillis, long nowMillis) {
        this.random = random;
        this.rollMillis = rollMillis;
        rolledMillis = nowMillis;
        macs[0] = newMac();
        macs[1] = newMac();
    }

    /** The cookie for a Query, until the next one is made. */
    byte[] issue(Inbound query, boolean offersAssociation, long nowMillis) {
        rollIfDue(nowMillis);
        cookie[0] = (byte) generation;
        cookie[1] = (byte) (offersAssociation ? ASSOCIATION : 0);
        put(cookie, 2, query.port, Short.BYTES);
        put(cookie, 4, query.interfaceIndex, Integer.BYTES);
        put(cookie, 8, (long) query.distance() << 56 | (nowMillis & TIME_MASK), Long.BYTES);
        seal(query.view, cookie, generation);
        System.arraycopy(digest, 0, cookie, CLEAR_BYTES, BYTES - CLEAR_BYTES);
        return cookie;
    }

    /** Whether the cookie of a Confirm is one of ours for this querier, flow and session; then the fields say the rest. */
    boolean verify(MessageView confirm, long nowMillis) {
        rollIfDue(nowMillis);
        if (confirm.valueBytes(ObjectType.RESPONDER_COOKIE) != BYTES) {
            return false;
        }
        byte[] received = confirm.copyValue(ObjectType.RESPONDER_COOKIE);
        int of = received[0] & 0xFF;
        long issued = get(received, 8, Long.BYTES) & TIME_MASK;
        long age = (nowMillis & TIME_MASK) - issued;
        boolean known = of == (generation & 0xFF) || of == (generation - 1 & 0xFF);
        if (!known || age < 0 || age > LIFE_MILLIS) {
            return false;
        }
        seal(confirm, received, of);
        System.arraycopy(received, 0, cookie, 0, CLEAR_BYTES);
        System.arraycopy(digest, 0, cookie, CLEAR_BYTES, BYTES - CLEAR_BYTES);
        if (!MessageDigest.isEqual(cookie, received)) {
            return false;
        }
        associationOffered = (received[1] & ASSOCIATION) != 0;
        port = (int) get(received, 2, Short.BYTES);
        interfaceIndex = (int) get(received, 4, Integer.BYTES);
        distance = received[8] & 0xFF;
        issuedMillis = issued;
        return true;
    }

    boolean isAssociationOffered() {
        return associationOffered;
    }

    int port() {
        return port;
    }

    int interfaceIndex() {
        return interfaceIndex;
    }

    int distance() {
        return distance;
    }

    long issuedMillis() {
        return issuedMillis;
    }

    private void rollIfDue(long nowMillis) {
        if (nowMillis - rolledMillis < rollMillis) {
            return;
        }
        boolean missedOne = nowMillis - rolledMillis >= 2 * rollMillis;
        rolledMillis = nowMillis;
        generation++;
        macs[generation & 1] = newMac();
        if (missedOne) {
            macs[generation - 1 & 1] = newMac();
        }
    }

    /** Both kinds of message give the same bytes: the direction of the flow is the same in Query and Confirm. */
    private void seal(MessageView view, byte[] clear, int of) {
        int at = CLEAR_BYTES;
        System.arraycopy(clear, 0, input, 0, CLEAR_BYTES);
        at = put(input, at, view.nslpId() << 1 | (view.isUpstream() ? 1 : 0), Integer.BYTES);
        at = put(input, at, view.sessionHigh(), Long.BYTES);
        at = put(input, at, view.sessionLow(), Long.BYTES);
        NetworkInfoView querier = view.networkInfo();
        at = put(input, at, querier.addressHigh(), Long.BYTES);
        at = put(input, at, querier.addressLow(), Long.BYTES);
        at = put(input, at, querier.identityBytes(), Short.BYTES);
        querier.copyIdentity(input, at);
        at += querier.identityBytes();
        for (int i = 0; i < view.mriWords(); i++) {
            at = put(input, at, view.mriKeyWord(i), Integer.BYTES);
        }
        Mac mac = macs[of & 1];
        mac.update(input, 0, at);
        try {
            mac.doFinal(digest, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private Mac newMac() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int put(byte[] into, int at, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            into[at + i] = (byte) (value >>> (Byte.SIZE * (bytes - 1 - i)));
        }
        return at + bytes;
    }

    private static long get(byte[] from, int at, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << Byte.SIZE | (from[at + i] & 0xFF);
        }
        return value;
    }
}
