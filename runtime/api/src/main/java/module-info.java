import org.jspecify.annotations.NullMarked;

/** All that a publisher's module compiles against. Depends on nothing. */
@NullMarked
module org.netserv.api {
    requires static transitive org.jspecify;

    exports org.netserv.api;
}
