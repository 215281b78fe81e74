import org.jspecify.annotations.NullMarked;

/** The native boundary: the only module with native access. Depends on nothing. */
@NullMarked
module org.netserv.ffi {
    requires static transitive org.jspecify;

    exports org.netserv.ffi;
}
