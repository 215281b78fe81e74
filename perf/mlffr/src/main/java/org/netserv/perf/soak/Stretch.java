package org.netserv.perf.soak;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.netserv.perf.footprint.Need;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;

/**
 * A part of the time: trials one after the other, and what the node needed after them.
 *
 * @param seconds of traffic
 * @param sent packets
 * @param received packets that arrived in time
 * @param lost the others, by the place that counted them
 * @param unaccounted packets that nobody knows of
 * @param disturbed trials that something else on the router's CPU disturbed
 * @param trials of all
 * @param installed modules that came, and went, since the beginning
 * @param need of the node
 */
public record Stretch(double seconds, long sent, long received, Map<String, Long> lost, long unaccounted,
        long disturbed, int trials, long installed, Need need) {

    /** The sum of trials. */
    public static Stretch of(List<Trial> trials, long installed, Need need) {
        Map<String, Long> lost = new TreeMap<>();
        trials.forEach(trial -> trial.lost().forEach((place, packets) -> lost.merge(place, packets, Long::sum)));
        long sent = trials.stream().mapToLong(Trial::sent).sum();
        long received = trials.stream().mapToLong(Trial::received).sum();
        long known = lost.values().stream().mapToLong(Long::longValue).sum();
        return new Stretch(trials.stream().mapToDouble(Trial::seconds).sum(), sent, received, lost,
                sent - received - known,
                trials.stream().filter(trial -> trial.validity() == Validity.DISTURBED).count(), trials.size(),
                installed, need);
    }

    /** By the names that results have. */
    public Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("seconds", seconds);
        map.put("sent", sent);
        map.put("received", received);
        map.put("lost", lost);
        map.put("unaccounted", unaccounted);
        map.put("disturbed", disturbed);
        map.put("trials", trials);
        map.put("installed", installed);
        map.put("need", need.map());
        return map;
    }
}
