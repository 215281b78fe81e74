package org.netserv.node.notify;

import org.netserv.node.notify.NotifyCounters.Outcome;

/**
 * Tells somebody of an event, trying again for a while.
 *
 * <p><b>Thread.</b> Any; waits.
 */
final class Courier {
    private final String nodeId;
    private final Exchange exchange;
    private final RetryPlan plan;
    private final NotifyCounters counters;
    private final GivenUp givenUp;

    Courier(String nodeId, Exchange exchange, RetryPlan plan, NotifyCounters counters, GivenUp givenUp) {
        this.nodeId = nodeId;
        this.exchange = exchange;
        this.plan = plan;
        this.counters = counters;
        this.givenUp = givenUp;
    }

    /**
     * Returns when it is told, or never will be.
     *
     * @throws InterruptedException if the node stops before; nothing is counted then
     */
    void deliver(Notice notice) throws InterruptedException {
        byte[] call = MethodCall.of(notice, nodeId);
        for (int tries = 1;; tries++) {
            switch (exchange.run(notice, call, plan.tryLimit())) {
                case Exchange.Result.Taken taken -> counters.add(Outcome.SENT, 1);
                case Exchange.Result.Refused refused -> end(notice, Outcome.REFUSED, refused.why(), tries - 1);
                case Exchange.Result.Never never -> end(notice, Outcome.FAILED, never.why(), tries);
                case Exchange.Result.NotNow notNow -> {
                    if (tries <= plan.waits().size()) {
                        Thread.sleep(plan.waits().get(tries - 1));
                        counters.add(Outcome.RETRIED, 1);
                        continue;
                    }
                    end(notice, Outcome.FAILED, notNow.why(), tries);
                }
            }
            return;
        }
    }

    private void end(Notice notice, Outcome outcome, String why, int tries) {
        counters.add(outcome, 1);
        String after = tries == 0 ? ": " : tries == 1 ? ", after 1 try: " : ", after " + tries + " tries: ";
        givenUp.givenUp(notice.event(),
                notice.host() + " was not told that it is " + notice.event().kind().label() + after + why);
    }
}
