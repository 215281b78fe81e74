import org.jspecify.annotations.NullMarked;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.signaling.Signaling;
import org.osgi.framework.launch.FrameworkFactory;

/** Packet path, controller and containers. Planes and sandboxes are found with ServiceLoader. */
@NullMarked
module org.netserv.node {
    requires transitive org.netserv.api;
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.jr.ob;
    requires java.xml;
    requires jdk.httpserver;
    requires jdk.jfr;
    requires jdk.management;
    requires jdk.net;
    requires org.agrona;
    requires org.bouncycastle.provider;
    requires transitive org.eclipse.osgi;
    requires org.slf4j;

    exports org.netserv.node;
    exports org.netserv.node.controller;
    exports org.netserv.node.container;
    exports org.netserv.node.config;
    exports org.netserv.node.counters;
    exports org.netserv.node.guard;
    exports org.netserv.node.journal;
    exports org.netserv.node.json;
    exports org.netserv.node.message;
    exports org.netserv.node.net;
    exports org.netserv.node.notify;
    exports org.netserv.node.outbound;
    exports org.netserv.node.packet;
    exports org.netserv.node.path;
    exports org.netserv.node.plane;
    exports org.netserv.node.replay;
    exports org.netserv.node.sandbox;
    exports org.netserv.node.signaling;
    exports org.netserv.node.trace;

    uses ForwardingPlane.Provider;
    uses FrameworkFactory;
    uses Sandbox;
    uses Signaling.Provider;

    provides ForwardingPlane.Provider with org.netserv.node.replay.ReplayProvider;
}
