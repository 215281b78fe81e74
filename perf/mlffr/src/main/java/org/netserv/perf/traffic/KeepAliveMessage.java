package org.netserv.perf.traffic;

/**
 * The SIP message that the KeepAlive module answers: a NOTIFY with {@code Event: keep-alive}, as sipp writes it.
 *
 * <p><b>Source.</b> RFC 3261 §7.
 */
public final class KeepAliveMessage {
    private static final String HEAD = """
            NOTIFY sip:ua@10.0.2.2:5060 SIP/2.0
            Via: SIP/2.0/UDP 10.0.1.2:5060;branch=z9hG4bK-1
            From: <sip:perf@10.0.1.2>;tag=1
            To: <sip:ua@10.0.2.2>
            Call-ID: 1@10.0.1.2
            CSeq: 1 NOTIFY
            Max-Forwards: 70
            Event: keep-alive
            """;
    private static final String TAIL = """
            Content-Length: 0

            """;
    /** Fills up to the length asked for. */
    private static final String SUBJECT = "Subject: ";

    private KeepAliveMessage() {}

    /**
     * The message in exactly so many bytes of ASCII.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} if it does not fit.
     */
    public static String ofLength(int bytes) {
        String head = HEAD.replace("\n", "\r\n") + SUBJECT;
        String tail = "\r\n" + TAIL.replace("\n", "\r\n");
        int fill = bytes - head.length() - tail.length();
        if (fill < 1) {
            throw new IllegalArgumentException("a keep-alive has at least " + (bytes - fill + 1) + " bytes: bytes="
                    + bytes);
        }
        return head + "p".repeat(fill) + tail;
    }
}
