package org.netserv.isolation.hostile;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.function.Consumer;
import org.netserv.testing.BundleBuilder;

/** Classes that javac does not make. */
final class Forged {
    private static final ClassDesc ENTRY = ClassDesc.of("guest.Entry");
    private static final ClassDesc BAD = ClassDesc.of("guest.Bad");
    private static final ClassDesc MODULE = ClassDesc.of("org.netserv.api.Module");
    private static final ClassDesc PROCESSOR = ClassDesc.of("org.netserv.api.PacketProcessor");
    private static final ClassDesc CONTEXT = ClassDesc.of("org.netserv.api.ModuleContext");
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final MethodTypeDesc START = MethodTypeDesc.of(ConstantDescs.CD_void, CONTEXT);
    private static final MethodTypeDesc PROCESS = MethodTypeDesc.of(ClassDesc.of("org.netserv.api.Verdict"),
            ClassDesc.of("org.netserv.api.Packet"));

    private Forged() {}

    private static BundleBuilder entry(Consumer<ClassBuilder> members, Consumer<CodeBuilder> start) {
        byte[] bytes = ClassFile.of().build(ENTRY, type -> {
            type.withFlags(ClassFile.ACC_PUBLIC).withInterfaceSymbols(MODULE, PROCESSOR)
                    .withMethodBody(ConstantDescs.INIT_NAME, NOTHING, ClassFile.ACC_PUBLIC,
                            code -> code.aload(0)
                                    .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, NOTHING)
                                    .return_())
                    .withMethodBody("start", START, ClassFile.ACC_PUBLIC, start);
            members.accept(type);
        });
        return BundleBuilder.bundle(Attempt.ID, "1.0.0").header("NetServ-Module", "guest.Entry")
                .entry("guest/Entry.class", bytes);
    }

    private static BundleBuilder processing(Consumer<CodeBuilder> process) {
        return entry(type -> type.withMethodBody("process", PROCESS, ClassFile.ACC_PUBLIC, process),
                code -> code.aload(1).aload(0)
                        .invokeinterface(CONTEXT, "register", MethodTypeDesc.of(ConstantDescs.CD_void, PROCESSOR))
                        .return_());
    }

    static BundleBuilder circlingHandlers() {
        return processing(CirclingHandlers::write);
    }

    static BundleBuilder lockForEver() {
        return entry(type -> {}, code -> code.ldc(ConstantDescs.CD_Object).monitorenter().return_());
    }

    private static MethodHandleDesc bootstrap(MethodTypeDesc type) {
        return MethodHandleDesc.ofMethod(DirectMethodHandleDesc.Kind.STATIC, ENTRY, "bootstrap", type);
    }

    /** A bootstrap method is given a Lookup by the JVM, with all rights of its class. */
    static BundleBuilder ownBootstrap() {
        MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_CallSite, ConstantDescs.CD_MethodHandles_Lookup,
                ConstantDescs.CD_String, ConstantDescs.CD_MethodType);
        return entry(
                builder -> builder.withMethodBody("bootstrap", type, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> code.aconst_null().areturn()),
                code -> code.invokedynamic(
                        DynamicCallSiteDesc.of((DirectMethodHandleDesc) bootstrap(type), "x", NOTHING)).return_());
    }

    static BundleBuilder ownConstant() {
        MethodTypeDesc type = MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_MethodHandles_Lookup,
                ConstantDescs.CD_String, ConstantDescs.CD_Class);
        ConstantDesc constant = DynamicConstantDesc.ofNamed((DirectMethodHandleDesc) bootstrap(type), "x",
                ConstantDescs.CD_Object);
        return entry(
                builder -> builder.withMethodBody("bootstrap", type, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> code.aconst_null().areturn()),
                code -> code.loadConstant(constant).pop().return_());
    }

    static byte[] named(String name) {
        return ClassFile.of().build(ClassDesc.of(name), type -> {});
    }

    static byte[] cut() {
        byte[] whole = named("guest.Bad");
        return Arrays.copyOf(whole, whole.length - 5);
    }

    static byte[] old() {
        return ClassFile.of().build(BAD, type -> type.withVersion(ClassFile.JAVA_5_VERSION, 0));
    }

    static byte[] moduleInfo() {
        return ClassFile.of().buildModule(java.lang.classfile.attribute.ModuleAttribute
                .of(java.lang.constant.ModuleDesc.of("java.evil"), module -> {}));
    }

    static byte[] hugePool() {
        return ClassFile.of().build(BAD, type -> {
            for (int i = 0; i < 40_000; i++) {
                type.constantPool().intEntry(i);
            }
        });
    }

    static BundleBuilder manyPools(BundleBuilder bundle) {
        for (int i = 0; i < 9; i++) {
            String name = "guest.Bad" + i;
            bundle.entry(name.replace('.', '/') + ".class", ClassFile.of().build(ClassDesc.of(name), type -> {
                for (int n = 0; n < 30_000; n++) {
                    type.constantPool().intEntry(n);
                }
            }));
        }
        return bundle;
    }

    /** As long as a method may be, and all of it jumps back: there is no room for what is woven in. */
    static byte[] hugeMethod() {
        return ClassFile.of().build(BAD, type -> type.withMethodBody("go", NOTHING, ClassFile.ACC_STATIC, code -> {
            Label begin = code.newBoundLabel();
            for (int i = 0; i < 10_000; i++) {
                code.iconst_0().ifeq(begin);
            }
            code.return_();
        }));
    }
}
