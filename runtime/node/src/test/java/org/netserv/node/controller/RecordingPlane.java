package org.netserv.node.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;

/** A plane without a network: remembers what it was asked to deliver. */
final class RecordingPlane implements ForwardingPlane {
    final List<Delivery> delivered = new ArrayList<>();
    boolean broken;
    boolean closed;
    volatile @Nullable String trouble;

    Set<PacketFilter> latest() {
        return delivered.isEmpty() ? Set.of()
                : delivered.getLast().rules().stream().map(Delivery.Rule::filter).collect(Collectors.toSet());
    }

    @Override
    public void deliver(Delivery delivery) throws PlaneException {
        if (closed) {
            throw new IllegalStateException("the plane is closed");
        }
        if (broken) {
            throw new PlaneException("the plane is broken");
        }
        delivered.add(delivery);
    }

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public List<String> troubles() {
        String why = broken ? "the plane is broken" : trouble;
        return why == null ? List.of() : List.of(why);
    }

    @Override
    public void start() {}

    @Override
    public Map<String, String> settings() {
        return Map.of();
    }

    @Override
    public void close() {}
}
