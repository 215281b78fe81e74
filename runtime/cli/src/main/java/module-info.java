import org.jspecify.annotations.NullMarked;

/** The command line and the assembly of a node from its parts. */
@NullMarked
module org.netserv.cli {
    requires org.netserv.dataplane.nfqueue;
    requires org.netserv.isolation;
    requires org.netserv.rig;
    requires static transitive org.jspecify;
}
