package org.netserv.apps.keepalive;

/** SIP messages as they are seen on networks. Lines end with LF here and with CRLF in what is returned. */
final class Messages {

    /** sipp: what the demo and the measurements send, with the port that it was given in the Via. */
    static final String SIPP = """
            NOTIFY sip:service@198.51.100.5:5060 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.7:5061;branch=z9hG4bK-2342-1-0
            From: sipp <sip:sipp@192.0.2.7:5061>;tag=2342SIPpTag001
            To: sut <sip:service@198.51.100.5:5060>
            Call-ID: 1-2342@192.0.2.7
            CSeq: 1 NOTIFY
            Contact: sip:sipp@192.0.2.7:5061
            Max-Forwards: 70
            Event: keep-alive
            Subject: Performance Test
            Content-Length: 0

            """;

    /** Linksys and Cisco SPA adapters, "NAT Keep Alive Msg: $NOTIFY". */
    static final String LINKSYS = """
            NOTIFY sip:sip.example.net SIP/2.0
            Via: SIP/2.0/UDP 10.0.0.23:5060;branch=z9hG4bK-d6f4ed0a;rport
            From: "Alice; tag=x" <sip:1001@sip.example.net>;tag=5d1bd7a4a6b2f4o0
            To: <sip:sip.example.net>
            Call-ID: 1e1e3f2a-8b1a3d4c@10.0.0.23
            CSeq: 2410 NOTIFY
            Max-Forwards: 70
            Event: keep-alive
            User-Agent: Linksys/SPA942-6.1.5(a)
            Content-Length: 0

            """;

    /** Compact forms, odd cases and blanks, folds, headers in an unusual order, and two proxies' Vias. */
    static final String COMPACT = """
            NOTIFY sips:[2001:db8::9];transport=udp SIP/2.0
            o : keep-alive ; id=1
            L:   3
            i:abc
            cSEQ:\t0042
              NOTIFY
            v: SIP / 2.0 / udp
              p1.example.com : 5070 ;rport; branch=z9hG4bKa , SIP/2.0/UDP 10.1.1.1;x="a,b"
            ViA : SIP/2.0/TCP client.example.com;branch=z9hG4bKc
            t: "Bob \\" <x>" <sip:bob@example.com;tag=no>
              ; foo=bar
            f:sip:alice@example.com;tag=88
            m: <sip:alice@10.1.1.1>

            abc""";

    /** Asterisk's qualify. */
    static final String ASTERISK_OPTIONS = """
            OPTIONS sip:1001@198.51.100.5:5060 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK3c6d1a9b;rport
            Max-Forwards: 70
            From: "asterisk" <sip:asterisk@192.0.2.7>;tag=as5f0b5b7a
            To: <sip:1001@198.51.100.5:5060>
            Contact: <sip:asterisk@192.0.2.7:5060>
            Call-ID: 0f1c3a@192.0.2.7:5060
            CSeq: 102 OPTIONS
            User-Agent: Asterisk PBX 18.10.0
            Event: keep-alive
            Content-Length: 0

            """;

    /** pjsip: message waiting, within a subscription. */
    static final String PJSIP_MESSAGE_SUMMARY = """
            NOTIFY sip:1001@198.51.100.5:5060;ob SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.7:5060;rport;branch=z9hG4bKPj7a0f
            From: <sip:1001@example.com>;tag=9f2
            To: <sip:1001@example.com>;tag=a81
            Call-ID: 3848276298220188511@example.com
            CSeq: 8775 NOTIFY
            Event: message-summary
            Subscription-State: active;expires=600
            Content-Type: application/simple-message-summary
            Content-Length: 24

            Messages-Waiting: yes
            """;

    /** linphone: registration. */
    static final String LINPHONE_REGISTER = """
            REGISTER sip:sip.linphone.org SIP/2.0
            Via: SIP/2.0/UDP 192.168.1.8:5060;branch=z9hG4bK.5B8zQ;rport
            From: <sip:joe@sip.linphone.org>;tag=~qUe
            To: sip:joe@sip.linphone.org
            CSeq: 20 REGISTER
            Call-ID: Vv8xz8k1Xh
            Max-Forwards: 70
            Event: keep-alive
            Content-Length: 0

            """;

    private Messages() {}

    static byte[] bytes(String message) {
        return UdpPacket.ascii(message.replace("\n", "\r\n"));
    }

    /** A valid NOTIFY with further header lines, each ended by LF. */
    static String with(String lines) {
        return """
                NOTIFY sip:example.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK-1;rport
                From: <sip:alice@example.com>;tag=f1
                To: <sip:example.com>
                Call-ID: c1@192.0.2.7
                CSeq: 7 NOTIFY
                %sContent-Length: 0

                """.formatted(lines);
    }

    /** A valid keep-alive, with a text in it replaced. */
    static String keepAlive(String part, String replacement) {
        String message = with("Event: keep-alive\n");
        if (!message.contains(part)) {
            throw new IllegalArgumentException("not part of the message: " + part);
        }
        return message.replace(part, replacement);
    }

    static String keepAlive() {
        return with("Event: keep-alive\n");
    }
}
