package org.netserv.node.controller;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;
import org.netserv.node.message.StatusCode;

/** How often each code was answered to a control message: {@code control.answers.CODE}. <b>Thread.</b> Any. */
final class AnswerTallies {
    private final Map<StatusCode, Tally> tallies = new EnumMap<>(StatusCode.class);

    AnswerTallies(NodeCounters counters) {
        for (StatusCode code : StatusCode.values()) {
            if (code != StatusCode.PART) {
                tallies.put(code, counters.allocate("control.answers." + code.code()));
            }
        }
    }

    void count(StatusCode code) {
        Objects.requireNonNull(tallies.get(code)).addShared(1);
    }
}
