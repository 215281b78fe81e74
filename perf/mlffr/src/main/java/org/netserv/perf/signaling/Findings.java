package org.netserv.perf.signaling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.store.RecordTree;

/**
 * What has been measured until now.
 *
 * <p><b>Thread.</b> The measuring one.
 */
public final class Findings {
    private final Map<Kind, Trial> limits = new LinkedHashMap<>();
    private final Map<Kind, List<Trial>> maxima = new LinkedHashMap<>();
    private final Map<Kind, Map<Integer, List<Trial>>> latencies = new LinkedHashMap<>();
    private final List<Trial> all = new ArrayList<>();
    private @Nullable Memory memory;

    /** Nothing. */
    public Findings() {}

    /** Any trial, also of a search or to warm up. */
    void trial(Trial trial) {
        all.add(trial);
    }

    /** What the generator can do, at the highest rate that passed without a node. */
    void limit(Kind kind, Trial trial) {
        limits.put(kind, trial);
    }

    /** The highest rate that passed in a round. */
    void maximum(Kind kind, Trial trial) {
        maxima.computeIfAbsent(kind, _ -> new ArrayList<>()).add(trial);
    }

    /** A trial at a rate that was asked for. */
    void latency(Kind kind, int perSecond, Trial trial) {
        latencies.computeIfAbsent(kind, _ -> new LinkedHashMap<>())
                .computeIfAbsent(perSecond, _ -> new ArrayList<>()).add(trial);
    }

    void memory(Memory found) {
        memory = found;
    }

    Map<Kind, Trial> limits() {
        return limits;
    }

    Map<Kind, List<Trial>> maxima() {
        return maxima;
    }

    Map<Kind, Map<Integer, List<Trial>>> latencies() {
        return latencies;
    }

    List<Trial> all() {
        return all;
    }

    @Nullable
    Memory memory() {
        return memory;
    }

    /** By the names that results have. */
    public Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Object> ofLimits = new LinkedHashMap<>();
        limits.forEach((kind, trial) -> ofLimits.put(kind.toString(), trial.map()));
        map.put("generatorLimit", ofLimits);
        Map<String, Object> ofMaxima = new LinkedHashMap<>();
        maxima.forEach((kind, trials) -> ofMaxima.put(kind.toString(), maps(trials)));
        map.put("maximum", ofMaxima);
        Map<String, Object> ofLatencies = new LinkedHashMap<>();
        latencies.forEach((kind, rates) -> {
            Map<String, Object> ofRates = new LinkedHashMap<>();
            rates.forEach((rate, trials) -> ofRates.put(Integer.toString(rate), maps(trials)));
            ofLatencies.put(kind.toString(), ofRates);
        });
        map.put("latency", ofLatencies);
        Object ofMemory = RecordTree.of(memory);
        map.put("sessions", ofMemory == null ? Map.of() : ofMemory);
        map.put("trials", maps(all));
        return map;
    }

    private static List<Object> maps(List<Trial> trials) {
        List<Object> maps = new ArrayList<>();
        trials.forEach(trial -> maps.add(trial.map()));
        return maps;
    }
}
