import org.jspecify.annotations.NullMarked;
import org.netserv.node.signaling.Signaling;
import org.netserv.signaling.api.NslpProvider;
import org.netserv.signaling.transport.GistSignaling;

/** GIST, the signaling transport that finds the nodes on a path. */
@NullMarked
module org.netserv.signaling {
    requires transitive org.netserv.node;
    requires static transitive org.jspecify;
    requires java.naming;
    requires org.agrona;
    requires org.netserv.ffi;
    requires org.slf4j;

    exports org.netserv.signaling.api;
    exports org.netserv.signaling.client;
    exports org.netserv.signaling.engine;
    exports org.netserv.signaling.machine;
    exports org.netserv.signaling.nslp;
    exports org.netserv.signaling.nslp.wire;
    exports org.netserv.signaling.trace;
    exports org.netserv.signaling.transport;
    exports org.netserv.signaling.wire;

    uses NslpProvider;

    provides Signaling.Provider with GistSignaling;
}
