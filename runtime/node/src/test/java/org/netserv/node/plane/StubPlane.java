package org.netserv.node.plane;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PathShare;

/** A plane without a network, and what makes it: writes down what it is asked for. */
final class StubPlane implements ForwardingPlane {
    final List<Delivery> delivered = new ArrayList<>();
    private final String name;
    private final List<String> diary;
    @Nullable
    PathShare share;
    boolean refuses;

    StubPlane(String name, List<String> diary) {
        this.name = name;
        this.diary = diary;
    }

    /**
     * Makes one plane.
     *
     * @param refusal why it is not made; empty if it is
     * @param survey what it finds
     */
    record Maker(StubPlane plane, Workers threads, Optional<String> refusal, Survey survey) implements Provider {
        @Override
        public String name() {
            return plane.name();
        }

        @Override
        public Workers workers(Map<String, String> options) {
            return threads;
        }

        @Override
        public Survey survey(Map<String, String> options) {
            return survey;
        }

        @Override
        public ForwardingPlane open(Map<String, String> options, PathShare share, NodeCounters counters)
                throws PlaneException {
            if (refusal.isPresent()) {
                throw new PlaneException(refusal.get());
            }
            plane.diary.add("open " + plane.name);
            plane.share = share;
            return plane;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        diary.add("start " + name);
    }

    @Override
    public void deliver(Delivery delivery) throws PlaneException {
        if (refuses) {
            throw new PlaneException(name + " refuses");
        }
        delivered.add(delivery);
    }

    @Override
    public boolean isRunning() {
        return !refuses;
    }

    @Override
    public List<String> troubles() {
        return List.of("trouble of " + name);
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("queues", "1");
    }

    @Override
    public void close() {
        diary.add("close " + name);
        if (refuses) {
            throw new IllegalStateException(name + " does not close");
        }
    }
}
