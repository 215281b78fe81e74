package org.netserv.dataplane.xdp.kernel;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netserv.ffi.NetworkInterfaces;
import org.netserv.ffi.XdpMode;
import org.netserv.rig.Namespace;
import org.netserv.rig.Rig;
import org.netserv.rig.Running;

/** The program in a process of its own, to be killed. */
final class ChildProgram {

    private ChildProgram() {}

    /** Starts it in a router; it prints "ready" when it is attached. */
    static Running start(Namespace router) {
        String tests = Path.of(System.getProperty("basedir", "."), "target/test-classes").toAbsolutePath().toString();
        List<String> classPath = new ArrayList<>(List.of(tests));
        for (String property : List.of("jdk.module.path", "java.class.path")) {
            classPath.add(System.getProperty(property, ""));
        }
        return router.start(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xshare:auto",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                String.join(File.pathSeparator, classPath), ChildProgram.class.getName()), Map.of(), null);
    }

    /** Holds on to the links for as long as it lives. */
    public static void main(String[] args) throws Exception {
        XdpProgram program = XdpProgram.load();
        for (String name : List.of(Rig.ROUTER_USER_INTERFACE, Rig.ROUTER_SERVER_INTERFACE)) {
            int index = NetworkInterfaces.index(name);
            byte[] mac = java.net.NetworkInterface.getByName(name).getHardwareAddress();
            program.interfaces().receive(index, mac, false);
            program.attach(index, XdpMode.NATIVE);
        }
        System.out.println("ready");
        while (true) {
            program.heartbeat().beat();
            Thread.sleep(100);
        }
    }
}
