import org.jspecify.annotations.NullMarked;

/** Forwarding plane over AF_XDP rings. */
@NullMarked
module org.netserv.dataplane.xdp {
    requires org.netserv.dataplane.common;
    requires org.netserv.ffi;
    requires org.netserv.node;
    requires static transitive org.jspecify;
    requires org.slf4j;
}
