package org.netserv.perf;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.netserv.perf.result.Effort;
import org.netserv.perf.traffic.DeliberateLoss;
import org.netserv.perf.trial.Between;

/** A router's account, to which a loss on purpose is made known. */
record CountedLoss(Between router, DeliberateLoss loss) implements Between {
    static final String PLACE = "on-purpose";

    @Override
    public Map<String, Long> losses() {
        Map<String, Long> losses = new HashMap<>(router.losses());
        losses.put(PLACE, loss.lost());
        return losses;
    }

    @Override
    public long waiting() {
        return router.waiting();
    }

    @Override
    public long seen() {
        return router.seen();
    }

    @Override
    public boolean isAccountable() {
        return router.isAccountable();
    }

    @Override
    public Set<String> placesOfTheRig() {
        return router.placesOfTheRig();
    }

    @Override
    public Clocks clocks() {
        return router.clocks();
    }

    @Override
    public Effort effort(Clocks before, Clocks after) {
        return router.effort(before, after);
    }

    @Override
    public String disturbance(Effort effort, double seconds) {
        return router.disturbance(effort, seconds);
    }
}
