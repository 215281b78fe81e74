package org.netserv.dataplane.nfqueue;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.netserv.api.Verdict;
import org.netserv.rig.Namespace;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;

/** A plane in a process of its own, to be killed: drops what goes to the server's port 5060. */
final class ChildNode {
    private static final int PORT = 5060;

    private ChildNode() {}

    /** Starts it in a namespace; it prints "ready", and the number of packets dropped whenever it has risen. */
    static Running start(Namespace host) {
        String tests = Path.of(System.getProperty("basedir", "."), "target/test-classes").toAbsolutePath().toString();
        List<String> classPath = new ArrayList<>(List.of(tests));
        for (String property : List.of("jdk.module.path", "java.class.path")) {
            classPath.add(System.getProperty(property, ""));
        }
        return host.start(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xshare:auto",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "-cp",
                String.join(File.pathSeparator, classPath), ChildNode.class.getName()), Map.of(), null);
    }

    public static void main(String[] args) throws Exception {
        AtomicInteger dropped = new AtomicInteger();
        PlaneFixture fixture = new PlaneFixture("", Map.of());
        fixture.install(Rig.SERVER_IPV4, PORT, packet -> {
            dropped.incrementAndGet();
            return Verdict.DROP;
        });
        System.out.println("ready");
        int printed = 0;
        while (true) {
            int now = dropped.get();
            if (now != printed) {
                System.out.println("dropped " + now);
                printed = now;
            }
            Thread.sleep(5);
        }
    }
}
