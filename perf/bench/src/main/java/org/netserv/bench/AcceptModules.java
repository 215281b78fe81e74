package org.netserv.bench;

import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;

/**
 * Four modules that look at one field and let the packet pass: a class each, since it is different classes behind one call
 * that cost.
 */
final class AcceptModules {
    private AcceptModules() {}

    /** One of each class. */
    static PacketProcessor[] all() {
        return new PacketProcessor[]{new ByTtl(), new ByLength(), new ByProtocol(), new ByPort()};
    }

    static final class ByTtl implements PacketProcessor {
        @Override
        public Verdict process(Packet packet) {
            return packet.ttl() > 0 ? Verdict.ACCEPT : Verdict.DROP;
        }
    }

    static final class ByLength implements PacketProcessor {
        @Override
        public Verdict process(Packet packet) {
            return packet.length() >= 20 ? Verdict.ACCEPT : Verdict.DROP;
        }
    }

    static final class ByProtocol implements PacketProcessor {
        @Override
        public Verdict process(Packet packet) {
            return packet.protocol() > 0 ? Verdict.ACCEPT : Verdict.DROP;
        }
    }

    static final class ByPort implements PacketProcessor {
        @Override
        public Verdict process(Packet packet) {
            return packet.destinationPort() > 0 ? Verdict.ACCEPT : Verdict.DROP;
        }
    }
}
