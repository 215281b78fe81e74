package org.netserv.signaling.engine;

import java.util.ArrayList;
import java.util.List;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.StackConfig;
import org.netserv.signaling.wire.StackConfig.Option;
import org.netserv.signaling.wire.StackProposal;

/**
 * What this node offers for messaging associations. What it answers does not depend on what it was asked: nobody in between
 * can talk it down to less security. RFC 5971 §8.6.
 */
final class Stacks {
    private final Settings settings;
    private final StackProposal reliable;
    private final StackProposal secure = new StackProposal(List.of(StackProposal.TLS_PROFILE));
    private final StackConfig reliableConfig;
    private final StackConfig secureConfig;
    private final StackConfig hold;
    private final StackConfig answerConfig;

    Stacks(Settings settings) {
        this.settings = settings;
        long holdMillis = settings.holdMillis();
        List<List<Integer>> profiles = new ArrayList<>();
        List<Option> asked = new ArrayList<>();
        List<Option> answered = new ArrayList<>();
        if (settings.tcpPort() != 0 || settings.tlsPort() == 0) {
            profiles.add(StackProposal.TCP_PROFILE);
            asked.add(Option.empty(StackProposal.FORWARDS_TCP, profiles.size()));
            answered.add(Option.port(StackProposal.FORWARDS_TCP, profiles.size(), settings.tcpPort()));
        }
        if (settings.tlsPort() != 0) {
            profiles.add(StackProposal.TLS_PROFILE);
            asked.add(Option.empty(StackProposal.FORWARDS_TCP, profiles.size()));
            answered.add(Option.port(StackProposal.FORWARDS_TCP, profiles.size(), settings.tlsPort()));
        }
        reliable = new StackProposal(profiles);
        reliableConfig = new StackConfig(holdMillis, asked);
        secureConfig = new StackConfig(holdMillis, List.of(Option.empty(StackProposal.FORWARDS_TCP, 1)));
        hold = new StackConfig(holdMillis, List.of());
        answerConfig = new StackConfig(holdMillis, answered);
    }

    /** Whether others may set up associations with this node. */
    boolean accepts() {
        return settings.tcpPort() != 0 || settings.tlsPort() != 0;
    }

    StackProposal offer(boolean onlySecure) {
        return onlySecure ? secure : reliable;
    }

    StackConfig offerConfig(boolean onlySecure) {
        return onlySecure ? secureConfig : reliableConfig;
    }

    StackProposal answer() {
        return reliable;
    }

    StackConfig answerConfig() {
        return answerConfig;
    }

    /** How long this node keeps an association, and nothing else. */
    StackConfig hold() {
        return hold;
    }

    /** Whether a Query asks for security, whatever it costs. */
    static boolean wantsOnlySecure(MessageView query) {
        return query.has(ObjectType.STACK_PROPOSAL)
                && !StackProposal.of(query).profiles().contains(StackProposal.TCP_PROFILE);
    }

    /** The profile to use of what was offered, counted from 1; 0 for none. */
    int choose(StackProposal offered, boolean onlySecure) {
        int tls = 1 + offered.profiles().indexOf(StackProposal.TLS_PROFILE);
        int tcp = 1 + offered.profiles().indexOf(StackProposal.TCP_PROFILE);
        boolean tlsUsable = tls > 0 && settings.tlsPort() != 0;
        if (onlySecure) {
            return tlsUsable ? tls : 0;
        }
        return tcp > 0 ? tcp : tlsUsable ? tls : 0;
    }
}
