import org.jspecify.annotations.NullMarked;
import org.netserv.dataplane.nfqueue.NfQueueProvider;
import org.netserv.node.plane.ForwardingPlane;

/** Forwarding plane over netfilter queues. */
@NullMarked
module org.netserv.dataplane.nfqueue {
    requires org.netserv.dataplane.common;
    requires org.netserv.ffi;
    requires org.netserv.node;
    requires static transitive org.jspecify;
    requires org.slf4j;

    provides ForwardingPlane.Provider with NfQueueProvider;
}
