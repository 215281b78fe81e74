package org.netserv.dataplane.nfqueue;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.netserv.api.Verdict;
import org.netserv.node.net.IpAddress;
import org.netserv.node.path.PacketFilter;
import org.netserv.rig.Namespace;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;

/** A plane in a process of its own, to be killed: drops what goes to the server's port 5060. */
final class ChildNode {
    private static final int PORT = 5060;

    private ChildNode() {}

    /** Starts it in a namespace; it prints "ready", and the number of packets dropped whenever it has risen. */
    static Running start(Namespace host) {
        return start(host, 1);
    }

    /** The same, with so many filters: for that port of neighbouring addresses, of which the server's is the first. */
    static Running start(Namespace host, int filters) {
        String tests = Path.of(System.getProperty("basedir", "."), "target/test-classes").toAbsolutePath().toString();
        List<String> classPath = new ArrayList<>(List.of(tests));
        for (String property : List.of("jdk.module.path", "java.class.path")) {
            classPath.add(System.getProperty(property, ""));
        }
        return host.start(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xshare:auto",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "-cp",
                String.join(File.pathSeparator, classPath), ChildNode.class.getName(), Integer.toString(filters)),
                Map.of(), null);
    }

    public static void main(String[] args) throws Exception {
        AtomicInteger dropped = new AtomicInteger();
        PlaneFixture fixture = new PlaneFixture("", Map.of());
        IpAddress server = IpAddress.parse(Rig.SERVER_IPV4);
        List<PacketFilter> filters = IntStream.range(0, Integer.parseInt(args[0]))
                .mapToObj(i -> new PacketFilter(new IpAddress(server.high(), server.low() + i).toPrefix(), 17, PORT))
                .toList();
        fixture.install(filters, packet -> {
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
