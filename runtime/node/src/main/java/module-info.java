import org.jspecify.annotations.NullMarked;

/** Packet path, controller and containers. Planes and sandboxes are found with ServiceLoader. */
@NullMarked
module org.netserv.node {
    requires transitive org.netserv.api;
    requires static transitive org.jspecify;
    requires java.net.http;
    requires java.xml;
    requires jdk.net;
    requires org.agrona;
    requires org.eclipse.osgi;
    requires org.slf4j;

    exports org.netserv.node.net;
}
