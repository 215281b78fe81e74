package org.netserv.cli.demo;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Modules that a node must not run, or not for long; as JAR files, whose classes are made here. */
final class HostileModules {
    /** A UDP port that the looping one wants. */
    static final int LOOPER_PORT = 7002;
    /** Ends the JVM when it starts. */
    static final DemoModule HALTER = new DemoModule("Example.Halter_1.0.0", "halter.jar", Map.of());
    /** Does not come back from its first packet. */
    static final DemoModule LOOPER = new DemoModule("Example.Looper_1.0.0", "looper.jar",
            Map.of("filter-proto", "udp", "filter-port", Integer.toString(LOOPER_PORT)));

    private static final ClassDesc ENTRY = ClassDesc.of("example.Entry");
    private static final ClassDesc MODULE = ClassDesc.of("org.netserv.api.Module");
    private static final ClassDesc PROCESSOR = ClassDesc.of("org.netserv.api.PacketProcessor");
    private static final ClassDesc CONTEXT = ClassDesc.of("org.netserv.api.ModuleContext");
    private static final ClassDesc RUNTIME = ClassDesc.of("java.lang.Runtime");
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);

    private HostileModules() {}

    /** Writes all of them into a folder. */
    static void write(Path folder) throws IOException {
        write(folder, HALTER, code -> code.invokestatic(RUNTIME, "getRuntime", MethodTypeDesc.of(RUNTIME)).iconst_1()
                .invokevirtual(RUNTIME, "halt", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int))
                .return_());
        writeLooper(folder, LOOPER);
    }

    /** Writes one that does not come back from its first packet, under any name. */
    static void writeLooper(Path folder, DemoModule module) throws IOException {
        write(folder, module, code -> code.aload(1).aload(0)
                .invokeinterface(CONTEXT, "register", MethodTypeDesc.of(ConstantDescs.CD_void, PROCESSOR)).return_());
    }

    private static void write(Path folder, DemoModule module, Consumer<CodeBuilder> start) throws IOException {
        int underscore = module.id().indexOf('_');
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", module.id().substring(0, underscore));
        headers.putValue("Bundle-Version", module.id().substring(underscore + 1));
        headers.putValue("Import-Package", "org.netserv.api");
        headers.putValue("NetServ-Module", "example.Entry");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve(module.jar())), manifest)) {
            jar.putNextEntry(new JarEntry("example/Entry.class"));
            jar.write(entry(start));
        }
    }

    /** A module and packet processor with that start, which does not return from a packet. */
    private static byte[] entry(Consumer<CodeBuilder> start) {
        return ClassFile.of().build(ENTRY, type -> type.withFlags(ClassFile.ACC_PUBLIC)
                .withInterfaceSymbols(MODULE, PROCESSOR)
                .withMethodBody(ConstantDescs.INIT_NAME, NOTHING, ClassFile.ACC_PUBLIC,
                        code -> code.aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, NOTHING)
                                .return_())
                .withMethodBody("start", MethodTypeDesc.of(ConstantDescs.CD_void, CONTEXT), ClassFile.ACC_PUBLIC,
                        start)
                .withMethodBody("process",
                        MethodTypeDesc.of(ClassDesc.of("org.netserv.api.Verdict"),
                                ClassDesc.of("org.netserv.api.Packet")),
                        ClassFile.ACC_PUBLIC, code -> {
                            Label begin = code.newBoundLabel();
                            code.goto_(begin);
                        }));
    }
}
