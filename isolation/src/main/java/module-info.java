import org.jspecify.annotations.NullMarked;
import org.netserv.isolation.classloader.ClassLoaderSandbox;
import org.netserv.node.sandbox.Sandbox;

/** The sandboxes that publishers' code runs in. */
@NullMarked
module org.netserv.isolation {
    requires java.management;
    requires jdk.management;
    requires org.netserv.ffi;
    requires org.netserv.node;
    requires org.slf4j;
    requires static transitive org.jspecify;

    provides Sandbox with ClassLoaderSandbox;
}
