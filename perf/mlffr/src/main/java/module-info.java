import org.jspecify.annotations.NullMarked;

/** The MLFFR harness: rig, traffic, routers under test, search, results. Nothing depends on it. */
@NullMarked
module org.netserv.perf {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.jr.ob;
    requires info.picocli;
    requires HdrHistogram;
    requires jdk.jfr;
    requires jdk.management;
    requires org.netserv.ffi;
    requires org.netserv.node;
    requires org.netserv.rig;
    requires org.netserv.signaling;

    opens org.netserv.perf to info.picocli;
}
