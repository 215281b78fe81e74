package org.netserv.isolation.hostile;

import java.util.List;
import org.netserv.node.guard.Guard;

/** Attempts to reach what lies outside: files, the network, processes, native code, and classes by reflection. */
final class Reaching {

    private Reaching() {}

    static List<Attempt> files() {
        return new Corpus("files")
                .refused("read /etc/passwd",
                        "java.nio.file.Files.readString(java.nio.file.Path.of(\"/etc/passwd\"));",
                        "java.nio.file.Path.of")
                .refused("read another publisher's storage",
                        "new java.io.FileInputStream(\"/var/lib/netserv/bob/storage/keys/k\").read();",
                        "new java.io.FileInputStream")
                .refused("write a file", "new java.io.FileWriter(\"/tmp/x\").close();", "new java.io.FileWriter")
                .refused("delete a file", "new java.io.File(\"/tmp/x\").delete();", "new java.io.File")
                .refused("open a random access file", "new java.io.RandomAccessFile(\"/dev/mem\", \"rw\");",
                        "new java.io.RandomAccessFile")
                .inStart("leave the storage by its name",
                        "context.storage().write(\"../../../escape\", false).write(1);",
                        Attempt.End.START_FAILS, "IllegalArgumentException")
                .refused("find a resource's URL", "getClass().getResource(\"/x\").openStream();",
                        "java.lang.Class.getResource")
                .refused("take a class path apart", "getClass().getProtectionDomain();",
                        "java.lang.Class.getProtectionDomain")
                .attempts();
    }

    static List<Attempt> network() {
        return new Corpus("network")
                .refused("open a socket", "new java.net.Socket(\"127.0.0.1\", 22);", "new java.net.Socket")
                .refused("listen on a port of the system", "new java.net.ServerSocket(25);",
                        "new java.net.ServerSocket")
                .refused("send datagrams past the node", "new java.net.DatagramSocket();",
                        "new java.net.DatagramSocket")
                .refused("open a channel", "java.nio.channels.SocketChannel.open();",
                        "java.nio.channels.SocketChannel.open")
                .refused("fetch a page", "java.net.http.HttpClient.newHttpClient();",
                        "java.net.http.HttpClient.newHttpClient")
                .refused("open a URL", "new java.net.URI(\"file:/etc/passwd\").toURL().openStream();",
                        "new java.net.URI")
                .refused("ask the resolver", "java.net.InetAddress.getByName(\"example.org\");",
                        "java.net.InetAddress.getByName")
                .refused("ask the resolver by a socket address", "new java.net.InetSocketAddress(\"example.org\", 1);",
                        "new java.net.InetSocketAddress")
                .inStart("send a datagram where none is permitted",
                        """
                                context.datagrams().send(new java.net.InetSocketAddress(java.net.InetAddress.ofLiteral("127.0.0.1"), 53),
                                    new byte[1], 0, 1);""",
                        Attempt.End.START_FAILS, "java.lang.SecurityException")
                .refused("list the interfaces", "java.net.NetworkInterface.getNetworkInterfaces();",
                        "java.net.NetworkInterface.getNetworkInterfaces")
                .attempts();
    }

    static List<Attempt> processes() {
        return new Corpus("processes and native code")
                .refused("execute a program", "Runtime.getRuntime().exec(new String[] {\"id\"});",
                        "java.lang.Runtime.getRuntime")
                .refused("build a process", "new ProcessBuilder(\"id\").start();", "new java.lang.ProcessBuilder")
                .refused("end a process", "ProcessHandle.of(1).get().destroy();", "java.lang.ProcessHandle.of")
                .refused("load a library", "System.load(\"/lib/x.so\");", "java.lang.System.load")
                .add("declare a native method", Corpus.module(
                        "public void start(ModuleContext c) { call(); } native static void call();"),
                        Attempt.End.REFUSED, "is native")
                .refused("call native code by FFM", "java.lang.foreign.Linker.nativeLinker();",
                        "java.lang.foreign.Linker.nativeLinker")
                .refused("read any address", "java.lang.foreign.MemorySegment.ofAddress(4096).reinterpret(8);",
                        "java.lang.foreign.MemorySegment.ofAddress")
                .refused("take direct memory", "java.nio.ByteBuffer.allocateDirect(1 << 30);",
                        "java.nio.ByteBuffer.allocateDirect")
                .refused("end the JVM", "System.exit(1);", "java.lang.System.exit")
                .refused("halt the JVM", "Runtime.getRuntime().halt(1);", "java.lang.Runtime.getRuntime")
                .refused("run the collector all the time", "while (true) System.gc();", "java.lang.System.gc")
                .refused("read a system property", "System.getProperty(\"user.home\");", "java.lang.System.getProperty")
                .refused("read a system property by a number's parser", "Integer.getInteger(\"x\");",
                        "java.lang.Integer.getInteger")
                .refused("read the environment", "System.getenv();", "java.lang.System.getenv")
                .attempts();
    }

    static List<Attempt> reflection() {
        return new Corpus("reflection")
                .refused("load a class by name", "Class.forName(\"java.io.File\");", "java.lang.Class.forName")
                .refused("call by reflection", "String.class.getMethod(\"length\").invoke(\"\");",
                        "java.lang.Class.getMethod")
                .refused("open a private field", "String.class.getDeclaredField(\"value\").setAccessible(true);",
                        "java.lang.Class.getDeclaredField")
                .refused("look methods up", "java.lang.invoke.MethodHandles.lookup();",
                        "java.lang.invoke.MethodHandles.lookup")
                .refused("take var handles", "java.lang.invoke.MethodHandles.arrayElementVarHandle(int[].class);",
                        "java.lang.invoke.MethodHandles.arrayElementVarHandle")
                .refused("use Unsafe", "sun.misc.Unsafe.getUnsafe();", "sun.misc.Unsafe.getUnsafe")
                .refused("make a proxy",
                        "java.lang.reflect.Proxy.newProxyInstance(null, new Class<?>[] {Runnable.class}, null);",
                        "java.lang.reflect.Proxy.newProxyInstance")
                .refused("reach the class loader", "getClass().getClassLoader();", "java.lang.Class.getClassLoader")
                .refused("reach the system's class loader", "ClassLoader.getSystemClassLoader();",
                        "java.lang.ClassLoader.getSystemClassLoader")
                .refused("reach a thread's class loader", "Thread.currentThread().getContextClassLoader();",
                        "java.lang.Thread.currentThread")
                .refused("make a class loader", "new java.net.URLClassLoader(new java.net.URL[0]);",
                        "new java.net.URLClassLoader")
                .add("be a class loader",
                        Corpus.start("new Own();").source("guest.Own", "class Own extends ClassLoader {}"),
                        Attempt.End.REFUSED, "java.lang.ClassLoader")
                .refused("find services", "ServiceLoader.load(Runnable.class);", "java.util.ServiceLoader.load")
                .refused("read objects",
                        "new java.io.ObjectInputStream(new java.io.ByteArrayInputStream(new byte[9])).readObject();",
                        "new java.io.ObjectInputStream")
                .refused("make a lambda that can be serialized",
                        "Runnable r = (Runnable & java.io.Serializable) () -> {}; r.run();",
                        "java.lang.invoke.LambdaMetafactory.altMetafactory")
                .add("inherit what may not be called", Corpus.start("new Own().printStackTrace();")
                        .source("guest.Prints", "interface Prints { void printStackTrace(); }")
                        .source("guest.Base", "abstract class Base extends Exception {}")
                        .source("guest.Own", "class Own extends Base implements Prints {}"),
                        Attempt.End.REFUSED, "java.lang.Exception.printStackTrace")
                .add("inherit it behind an interface", Corpus.start(
                        "Has has = new Own(); has.getProvider();")
                        .source("guest.Has", "interface Has { java.security.Provider getProvider(); }")
                        .source("guest.Own", "class Own extends java.security.SecureRandom implements Has {}"),
                        Attempt.End.REFUSED, "inherits java.security.SecureRandom.getProvider")
                .refused("walk the stack", "StackWalker.getInstance();", "java.lang.StackWalker.getInstance")
                .refused("print stack traces into the node's streams", "new Exception().printStackTrace();",
                        "printStackTrace")
                .add("link an instruction itself", Forged.ownBootstrap(), Attempt.End.REFUSED,
                        "is linked by guest.Entry.bootstrap")
                .add("compute a constant itself", Forged.ownConstant(), Attempt.End.REFUSED,
                        "is linked by guest.Entry.bootstrap")
                .attempts();
    }

    static List<Attempt> woven() {
        return new Corpus("what is woven in")
                .add("call what is woven in",
                        Corpus.start("org.netserv.node.guard.Guard.leaveIfMeant();").against(Guard.class),
                        Attempt.End.REFUSED, "org.netserv.node.guard.Guard.leaveIfMeant")
                .add("bring the class that is woven in",
                        Corpus.start("org.netserv.woven.OwnGate.check();").source("org.netserv.woven.OwnGate",
                                "public class OwnGate { public static void check() {} }"),
                        Attempt.End.REFUSED, "takes the name of a class that the node provides")
                .add("bring the class that packets enter it by",
                        Corpus.start("").source("org.netserv.woven.OwnEntry",
                                "public class OwnEntry implements PacketProcessor { public OwnEntry(PacketProcessor p) {}"
                                        + " public Verdict process(Packet p) { while (true) {} } }"),
                        Attempt.End.REFUSED, "takes the name of a class that the node provides")
                .add("import what is woven in from another bundle",
                        Corpus.start("").header("Import-Package", "org.netserv.api,org.netserv.woven"),
                        Attempt.End.REFUSED, "it imports org.netserv.woven, which no module may")
                .attempts();
    }
}
