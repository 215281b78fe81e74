package org.netserv.node.plane;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PacketPath;
import org.netserv.node.path.PathShare;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's planes, as one: each brings the packets of its own interfaces, to packet threads of its own, by the same filters. The
 * first also sends what modules emit, so it is the last to be closed: modules on the others' threads may emit until these end.
 *
 * <p><b>Ownership.</b> Closes its members.
 */
public final class PlaneGroup implements ForwardingPlane {
    private static final Logger LOG = LoggerFactory.getLogger(PlaneGroup.class);

    private final List<ForwardingPlane> members;
    private final Map<String, String> remarks;
    private Delivery delivered = new Delivery(List.of());

    /**
     * Of at least one plane.
     *
     * @param remarks what is to be said of them all, besides their settings
     */
    public PlaneGroup(List<ForwardingPlane> members, Map<String, String> remarks) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("members=" + members);
        }
        this.members = List.copyOf(members);
        this.remarks = Collections.unmodifiableMap(new LinkedHashMap<>(remarks));
    }

    /** Its planes. */
    public List<ForwardingPlane> members() {
        return members;
    }

    /** Such as {@code nfqueue+xdp}. */
    @Override
    public String name() {
        return members.stream().map(ForwardingPlane::name).collect(Collectors.joining("+"));
    }

    @Override
    public void start() throws PlaneException {
        for (ForwardingPlane member : members) {
            member.start();
        }
    }

    /** Those that have taken it when another refuses get back what they had. */
    @Override
    public synchronized void deliver(Delivery delivery) throws PlaneException {
        List<ForwardingPlane> done = new ArrayList<>();
        try {
            for (ForwardingPlane member : members) {
                member.deliver(delivery);
                done.add(member);
            }
        } catch (PlaneException | RuntimeException e) {
            for (ForwardingPlane member : done) {
                undo(member, e);
            }
            throw e;
        }
        delivered = delivery;
    }

    private void undo(ForwardingPlane member, Exception why) {
        try {
            member.deliver(delivered);
        } catch (PlaneException | RuntimeException e) { // it brings packets that pass, which nobody wants
            why.addSuppressed(e);
        }
    }

    @Override
    public boolean isRunning() {
        return members.stream().allMatch(ForwardingPlane::isRunning);
    }

    /** One plane after the other; {@link PlaneRounds} has each looked after for itself. */
    @Override
    public void reconcile() {
        members.forEach(ForwardingPlane::reconcile);
    }

    @Override
    public List<String> troubles() {
        return members.stream().flatMap(member -> member.troubles().stream()).toList();
    }

    /** Where there are several planes each setting begins with its plane's name and a dot. */
    @Override
    public Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>();
        for (ForwardingPlane member : members) {
            String prefix = members.size() == 1 ? "" : member.name() + ".";
            member.settings().forEach((name, value) -> all.put(prefix + name, value));
        }
        all.putAll(remarks);
        return all;
    }

    @Override
    public void close() {
        for (ForwardingPlane member : members.reversed()) {
            try {
                member.close();
            } catch (RuntimeException e) {
                LOG.error("plane {} was not closed", member.name(), e);
            }
        }
    }

    /** Planes that are set up on the shares of a path, not started; when one refuses, nothing is left of the others. */
    static PlaneGroup open(List<PlannedPlane> planned, Map<String, String> remarks, PacketPath path,
            NodeCounters counters, Path state) throws PlaneException {
        List<PathShare> shares = path.split(planned.stream().map(PlannedPlane::workers).toList());
        List<ForwardingPlane> opened = new ArrayList<>();
        try {
            for (PlannedPlane each : planned) {
                opened.add(each.provider().open(each.options(), shares.get(opened.size()), counters, state));
            }
            return new PlaneGroup(opened, remarks);
        } catch (PlaneException | RuntimeException e) {
            opened.reversed().forEach(ForwardingPlane::close);
            throw e;
        }
    }
}
