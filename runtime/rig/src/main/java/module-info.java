import org.jspecify.annotations.NullMarked;

/** Hosts in network namespaces. Depends on nothing but iproute2, ethtool and, for captures, tcpdump. */
@NullMarked
module org.netserv.rig {
    requires static transitive org.jspecify;
    requires jdk.httpserver;

    exports org.netserv.rig;
}
