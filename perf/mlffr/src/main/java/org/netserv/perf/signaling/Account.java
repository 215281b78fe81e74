package org.netserv.perf.signaling;

import org.netserv.signaling.engine.Count;

/**
 * Where each message of an offer has gone.
 *
 * @param toNode messages that the generator sent
 * @param atNode those that the node took in
 * @param nodeBufferFull those that found the buffer of the node's socket full
 * @param toNodeDropped those that the link dropped
 * @param fromNode messages that the node sent
 * @param atGenerator those that the generator took in
 * @param generatorBufferFull those that found the buffer of the generator's socket full
 * @param fromNodeDropped those that the link dropped
 * @param turnedAway messages that the node took in and did not process: with faults, unwanted, beyond a limit
 */
public record Account(long toNode, long atNode, long nodeBufferFull, long toNodeDropped, long fromNode,
        long atGenerator, long generatorBufferFull, long fromNodeDropped, long turnedAway) {

    private static final Count[] TAKEN_IN = {Count.RECEIVED_QUERIES, Count.RECEIVED_CONFIRMS, Count.RECEIVED_DATA,
        Count.RECEIVED_RESPONSES, Count.RECEIVED_ERRORS, Count.DROPPED_NOT_GIST, Count.DROPPED_FAULTY};
    private static final Count[] SENT = {Count.SENT_RESPONSES, Count.SENT_ERRORS, Count.SENT_QUERIES, Count.SENT_DATA,
        Count.SENT_CONFIRMS};
    private static final Count[] TURNED_AWAY = {Count.DROPPED_NOT_GIST, Count.DROPPED_FAULTY, Count.DROPPED_UNASKED,
        Count.DROPPED_COOKIE, Count.DROPPED_OWN, Count.DROPPED_RATE, Count.DROPPED_FULL, Count.DROPPED_NOT_PEER};

    /** Of two looks at node and generator each, before the offer and after it. */
    static Account of(Outcome outcome, NodeState before, NodeState after, KernelLoss lossBefore, KernelLoss lossAfter) {
        return new Account(outcome.sent() + outcome.confirms() + outcome.data(), sum(TAKEN_IN, before, after),
                after.loss().socketFull() - before.loss().socketFull(), lossAfter.linkFull() - lossBefore.linkFull(),
                sum(SENT, before, after), outcome.answered() + outcome.refused() + outcome.strange(),
                lossAfter.socketFull() - lossBefore.socketFull(),
                after.loss().linkFull() - before.loss().linkFull(), sum(TURNED_AWAY, before, after));
    }

    private static long sum(Count[] counts, NodeState before, NodeState after) {
        long sum = 0;
        for (Count each : counts) {
            sum += after.count(each) - before.count(each);
        }
        return sum;
    }

    /** Messages of which nobody knows where they have gone: none, or the account is wrong. */
    public long unaccounted() {
        return Math.abs(toNode - atNode - nodeBufferFull - toNodeDropped)
                + Math.abs(fromNode - atGenerator - generatorBufferFull - fromNodeDropped);
    }
}
