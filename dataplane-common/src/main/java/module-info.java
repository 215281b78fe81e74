import org.jspecify.annotations.NullMarked;

/** What forwarding planes have in common. */
@NullMarked
module org.netserv.dataplane.common {
    requires org.netserv.ffi;
    requires transitive org.netserv.node;
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports org.netserv.dataplane.common;
}
