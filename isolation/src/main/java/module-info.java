import org.jspecify.annotations.NullMarked;

/** The sandboxes that publishers' code runs in. */
@NullMarked
module org.netserv.isolation {
    requires org.netserv.node;
    requires static transitive org.jspecify;
}
