import org.jspecify.annotations.NullMarked;

/** Hosts in network namespaces. Depends on nothing but iproute2. */
@NullMarked
module org.netserv.rig {
    requires static transitive org.jspecify;
}
