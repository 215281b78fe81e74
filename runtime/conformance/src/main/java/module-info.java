import org.jspecify.annotations.NullMarked;

/** What every forwarding plane must do, as named cases. For tests; needs no test framework. */
@NullMarked
module org.netserv.conformance {
    requires transitive org.netserv.node;
    requires static transitive org.jspecify;

    exports org.netserv.conformance;
}
