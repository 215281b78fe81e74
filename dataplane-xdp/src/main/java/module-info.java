import org.jspecify.annotations.NullMarked;
import org.netserv.dataplane.xdp.XdpProvider;
import org.netserv.node.plane.ForwardingPlane;

/** Forwarding plane over AF_XDP rings. */
@NullMarked
module org.netserv.dataplane.xdp {
    requires org.netserv.dataplane.common;
    requires org.netserv.ffi;
    requires org.netserv.node;
    requires static transitive org.jspecify;
    requires org.slf4j;

    provides ForwardingPlane.Provider with XdpProvider;
}
