package org.netserv.apps.netmonitor;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Counter;
import org.netserv.api.Module;
import org.netserv.api.ModuleContext;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;

/**
 * Counts packets and bytes by source address, destination address and TTL, IPv4 and IPv6, and lets them pass.
 *
 * <p>With the properties {@code visualizer_ip} and {@code visualizer_port} it sends a report there every half second and
 * a last one when it is stopped, as JSON datagrams: see {@link Report}. Without them it only counts. The property
 * {@code max_flows} (65,536 unless said) limits how many flows each packet thread keeps apart.
 *
 * <p>Counters, brought up to date with each report: {@code packets}; {@code flows}, how many there are;
 * {@code table_full}, packets whose flow found no room, so that {@code packets} is always the sum over all flows and
 * {@code table_full}; {@code reports}; {@code unsent}, datagrams that could not be sent, whose content a later report
 * repeats.
 *
 * <p><b>Thread.</b> Any number of packet threads at once, each with a table of its own.
 */
public final class NetMonitor implements Module, PacketProcessor {

    private static final long INTERVAL_MILLIS = 500;

    private @Nullable FlowTables tables;
    private @Nullable Reporter reporter;

    @Override
    public void start(ModuleContext context) {
        for (String name : context.properties().keySet()) {
            if (!Settings.isKnown(name)) {
                context.log().warn("property " + name + " is not known and has no effect");
            }
        }
        Settings settings = Settings.of(context.properties());
        InetSocketAddress visualizer = settings.visualizer();
        if (visualizer != null && !context.datagrams().permits(visualizer)) {
            throw new IllegalArgumentException("the operator does not permit datagrams to the visualizer: "
                    + visualizer.getAddress().getHostAddress() + " port " + visualizer.getPort());
        }
        FlowTables made = new FlowTables(context.workers(), settings.maxFlows(), new SecureRandom().nextLong());
        Reporter madeReporter = new Reporter(context, made, visualizer);
        tables = made;
        reporter = madeReporter;
        context.register(this);
        context.every(INTERVAL_MILLIS, () -> madeReporter.report(false));
    }

    @Override
    public Verdict process(Packet packet) {
        FlowTables started = tables;
        if (started == null) {
            throw new IllegalStateException("packet before start");
        }
        started.of(packet.worker()).count(packet.sourceHigh(), packet.sourceLow(), packet.destinationHigh(),
                packet.destinationLow(), packet.ttl(), packet.length());
        return Verdict.ACCEPT;
    }

    @Override
    public void stop() {
        if (reporter != null) {
            reporter.report(true);
        }
    }

    /** Brings the counters up to date and sends the reports. <b>Thread.</b> The module's own. */
    private static final class Reporter {

        private final ModuleContext context;
        private final FlowTables tables;
        private final @Nullable InetSocketAddress visualizer;
        private final Report report;
        private final Counter packets;
        private final Counter flows;
        private final Counter tableFull;
        private final Counter reports;
        private final Counter unsent;
        private boolean refused;

        Reporter(ModuleContext context, FlowTables tables, @Nullable InetSocketAddress visualizer) {
            this.context = context;
            this.tables = tables;
            this.visualizer = visualizer;
            this.report = new Report(context.moduleId(), context.nodeId(), INTERVAL_MILLIS, tables);
            this.packets = context.counter("packets");
            this.flows = context.counter("flows");
            this.tableFull = context.counter("table_full");
            this.reports = context.counter("reports");
            this.unsent = context.counter("unsent");
        }

        void report(boolean last) {
            if (visualizer == null) {
                flows.add(tables.flowCount() - flows.value());
            } else {
                for (byte[] datagram : report.next(System.currentTimeMillis(), last)) {
                    send(visualizer, datagram);
                }
                reports.increment();
                flows.add(report.flowCount() - flows.value());
            }
            FlowTables.Totals totals = tables.totals();
            packets.add(totals.packets() - packets.value());
            tableFull.add(totals.full() - tableFull.value());
        }

        private void send(InetSocketAddress destination, byte[] datagram) {
            try {
                if (!context.datagrams().send(destination, datagram, 0, datagram.length)) {
                    unsent.increment();
                }
            } catch (SecurityException e) {
                unsent.increment();
                if (!refused) {
                    refused = true;
                    context.log().error("reports are no longer permitted; counting goes on", e);
                }
            }
        }
    }
}
