import ch.qos.logback.classic.spi.Configurator;
import org.jspecify.annotations.NullMarked;
import org.netserv.cli.LogToStderr;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.sandbox.Sandbox;

/** The command line and the assembly of a node from its parts. */
@NullMarked
module org.netserv.cli {
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires info.picocli;
    requires jdk.management;
    requires org.netserv.dataplane.nfqueue;
    requires org.netserv.dataplane.xdp;
    requires org.netserv.ffi;
    requires org.netserv.isolation;
    requires org.netserv.node;
    requires org.netserv.rig;
    requires org.netserv.signaling;
    requires org.slf4j;
    requires static transitive org.jspecify;

    opens org.netserv.cli to info.picocli;

    uses ForwardingPlane.Provider;
    uses Sandbox;

    provides Configurator with LogToStderr;
}
