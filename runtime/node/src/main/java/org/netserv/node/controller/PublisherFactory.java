package org.netserv.node.controller;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.netserv.node.config.User;
import org.netserv.node.counters.Tally;
import org.netserv.node.journal.Journal;
import org.netserv.node.message.RequestParser;
import org.netserv.node.notify.ModuleEvents;
import org.netserv.node.path.PacketPath;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.Sandbox;

/**
 * Makes what holds a user's modules.
 *
 * @param sandboxes by their kinds
 * @param services what containers need of the node
 * @param path the packet path
 * @param plane that brings its packets
 * @param journal what is installed
 * @param events what happens to modules
 * @param listener is told which come and go
 * @param requests reads what the journal holds
 * @param measuring runs measurements of memory
 * @param clock the wall clock
 * @param nanos a clock for durations, which is never set
 */
record PublisherFactory(Map<String, Sandbox> sandboxes, ContainerServices services, PacketPath path,
        ForwardingPlane plane, Journal journal, Events events, ModuleEvents listener, RequestParser requests,
        Executor measuring, Clock clock,
        LongSupplier nanos) {

    static Map<String, Sandbox> byKind(List<Sandbox> sandboxes) {
        return sandboxes.stream().collect(Collectors.toUnmodifiableMap(Sandbox::kind, sandbox -> sandbox));
    }

    /** <b>Errors.</b> {@link IllegalArgumentException} if the user's sandbox is not there. */
    PublisherModules make(User user) {
        Publisher publisher = Publisher.of(user);
        Sandbox sandbox = sandboxes.get(publisher.sandbox());
        if (sandbox == null) {
            throw new IllegalArgumentException("user " + publisher.name() + " is to run in the sandbox "
                    + publisher.sandbox() + ", which this node does not have: expected one of " + sandboxes.keySet());
        }
        ModuleRunner runner = new ModuleRunner(publisher, sandbox, services, path, plane);
        Tally gauge = services.counters().allocate("publisher." + publisher.name() + ".retained_bytes");
        PublisherParts parts = new PublisherParts(runner, new ModuleTable(),
                new KeptJars(publisher.grants().directory().resolve("jars")),
                new KeptStates(publisher.grants().directory().resolve("states")),
                new ModuleRecords(journal, publisher.name()), services.counters(), events,
                new News(publisher.name(), events.log(publisher.name()), listener, clock), clock, nanos);
        return new PublisherModules(user, parts, new HeapWatch(runner, measuring, gauge, nanos), requests);
    }
}
