import org.jspecify.annotations.NullMarked;

/** Forwarding plane over netfilter queues. */
@NullMarked
module org.netserv.dataplane.nfqueue {
    requires org.netserv.ffi;
    requires org.netserv.node;
    requires static transitive org.jspecify;
}
