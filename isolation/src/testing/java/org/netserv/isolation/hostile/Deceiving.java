package org.netserv.isolation.hostile;

import java.util.List;
import org.netserv.isolation.hostile.Attempt.End;

/** Attempts to be what one is not: bundles, classes, packets, and the state that all share. */
final class Deceiving {

    private Deceiving() {}

    static List<Attempt> bundles() {
        return new Corpus("bundles")
                .add("install another bundle", Corpus.start("")
                        .header("Import-Package", "org.netserv.api,org.osgi.framework")
                        .against(org.osgi.framework.BundleContext.class)
                        .source("guest.Other", """
                                class Other { void go(org.osgi.framework.BundleContext c) throws Exception {
                                    c.installBundle("file:/tmp/x.jar"); } }"""),
                        End.REFUSED, "org.osgi.framework.BundleContext.installBundle")
                .bundle("hook into the framework",
                        b -> b.header("Import-Package", "org.netserv.api,org.osgi.framework.hooks.weaving"),
                        "org.osgi.framework.hooks.weaving")
                .bundle("attach to another bundle", b -> b.header("Fragment-Host", "system.bundle"), "Fragment-Host")
                .bundle("bring native code", b -> b.header("Bundle-NativeCode", "x.so"), "Bundle-NativeCode")
                .bundle("import packages later", b -> b.header("DynamicImport-Package", "*"), "DynamicImport-Package")
                .bundle("require a bundle of the node", b -> b.header("Require-Bundle", "org.eclipse.osgi"),
                        "Require-Bundle")
                .bundle("import the node's packages", b -> b.header("Import-Package",
                        "org.netserv.api,org.netserv.node.guard"), "org.netserv.node.guard")
                .bundle("export the API's package", b -> b.header("Export-Package", "org.netserv.api"),
                        "which the node provides")
                .bundle("shadow a class of the API", b -> b.entry("org/netserv/api/Packet.class", new byte[9]),
                        "in a package that the node provides")
                .bundle("shadow a class of Java", b -> b.entry("java/lang/String.class", new byte[9]),
                        "in a package that the node provides")
                .bundle("shadow a class of the JDK", b -> b.entry("javax/crypto/Mac.class",
                        Forged.named("javax.crypto.Mac")), "takes the name of a class that the node provides")
                .add("bring the guard along, and reach the node's",
                        Corpus.start("org.netserv.node.guard.Warden.watch();")
                                .source("org.netserv.node.guard.Warden",
                                        "public class Warden { public static void watch() {} }"),
                        End.REFUSED, "takes the name of a class that the node provides")
                .add("bring a class along that another bundle replaces", Corpus.start("other.T.go();")
                        .header("Import-Package", "org.netserv.api,other")
                        .source("other.T", "public class T { public static void go() {} }"),
                        End.REFUSED, "is in a package that its bundle imports")
                .bundle("be a module of Java's", b -> b.entry("module-info.class", Forged.moduleInfo()),
                        "module descriptor")
                .attempts();
    }

    static List<Attempt> classes() {
        return new Corpus("class files")
                .bundle("be malformed", b -> b.entry("guest/Bad.class", new byte[]{1, 2, 3}), "is malformed")
                .bundle("be cut short", b -> b.entry("guest/Bad.class", Forged.cut()), "is malformed")
                .bundle("have another name than its file", b -> b.entry("guest/Bad.class", Forged.named("guest.Good")),
                        "is in fact the class guest.Good")
                .bundle("be so old that it has subroutines", b -> b.entry("guest/Bad.class", Forged.old()),
                        "class file version 49")
                .bundle("have a huge constant pool", b -> b.entry("guest/Bad.class", Forged.hugePool()), "constants")
                .bundle("have many large constant pools", Forged::manyPools, "constants in all its classes")
                .bundle("have a huge method", b -> b.entry("guest/Bad.class", Forged.hugeMethod()), "guest.Bad")
                .attempts();
    }

    static List<Attempt> packets() {
        return new Corpus("packets")
                .onPacket("keep a packet and read it later",
                        "Packet before = kept; kept = packet; return before == null || before.u8(0) >= 0"
                                + " ? Verdict.ACCEPT : null;",
                        "Packet kept;", End.NO_EFFECT, "its own packet")
                .add("read a packet from a timer", Corpus.module("""
                        volatile Packet kept;
                        public void start(ModuleContext c) {
                            c.register(packet -> { kept = packet; return Verdict.ACCEPT; });
                            c.every(1, () -> { if (kept != null) { kept.u8(0); c.counter("read").increment(); } });
                        }"""), End.NO_EFFECT, "nothing read")
                .onPacket("write past the end", "packet.setI32(packet.length() - 1, 1); return Verdict.ACCEPT;", "",
                        End.FAULT, "java.lang.IndexOutOfBoundsException")
                .onPacket("write before the beginning", "packet.setU8(-1, 1); return Verdict.ACCEPT;", "", End.FAULT,
                        "java.lang.IndexOutOfBoundsException")
                .onPacket("copy with an offset that overflows",
                        "packet.copyTo(Integer.MAX_VALUE, new byte[9], 0, 9); return Verdict.ACCEPT;", "", End.FAULT,
                        "java.lang.IndexOutOfBoundsException")
                .onPacket("grow a packet beyond its room",
                        "packet.length(Integer.MAX_VALUE); return Verdict.ACCEPT;", "", End.FAULT,
                        "java.lang.IllegalArgumentException")
                .onPacket("spoof a foreign source", "packet.setI32(12, 0x08080808); return Verdict.ACCEPT;", "",
                        End.NO_EFFECT, "spoofed")
                .onPacket("answer with no verdict", "return null;", "", End.FAULT, "no verdict")
                .onPacket("leave no packet behind", "packet.setU8(0, 0); return Verdict.ACCEPT;", "", End.FAULT,
                        "mangled")
                .onPacket("throw an error that never describes itself", "throw new Bad();", """
                        static class Bad extends Error { public String getMessage() { while (true) x++; }
                            public String toString() { while (true) x++; } }""", End.FAULT, "guest.Entry$Bad")
                .onPacket("emit a packet with a foreign source", """
                        byte[] p = new byte[20]; p[0] = 0x45; p[3] = 20; p[8] = 64; p[9] = 17; p[12] = 8; p[16] = 10;
                        context.emitter().emit(p, 0, 20); return Verdict.ACCEPT;""", "", End.NO_EFFECT, "emit_refused")
                .onPacket("emit a storm",
                        "for (int i = 0; i < 1_000; i++) context.emitter().emit(new byte[40], 0, 40);"
                                + " return Verdict.ACCEPT;",
                        "", End.NO_EFFECT, "emit_refused")
                .attempts();
    }

    static List<Attempt> shared() {
        return new Corpus("what all share")
                .refused("change the default locale", "Locale.setDefault(Locale.ROOT);", "java.util.Locale")
                .refused("change the default time zone", "TimeZone.setDefault(null);", "java.util.TimeZone.setDefault")
                .refused("change the standard output", "System.setOut(null);", "java.lang.System.setOut")
                .refused("change the provider of random numbers",
                        "java.security.Security.removeProvider(\"SUN\");", "java.security.Security.removeProvider")
                .refused("find an encoding by its name", "\"a\".getBytes(\"x-other\");", "java.lang.String.getBytes")
                .refused("change a thread's priority", "Thread.currentThread().setPriority(10);",
                        "java.lang.Thread.currentThread")
                .refused("change what a thread does with errors",
                        "Thread.setDefaultUncaughtExceptionHandler(null);",
                        "java.lang.Thread.setDefaultUncaughtExceptionHandler")
                .inStart("fill the log", "for (int i = 0; i < 100_000; i++) context.log().debug(\"x\\n\" + i);",
                        End.NO_EFFECT, "goes on")
                .attempts();
    }
}
