package org.netserv.isolation.weave;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import org.netserv.node.guard.WovenClasses;

/**
 * The class that is added to each bundle, by which packet threads enter its code:
 *
 * <pre>{@code
 * public final class OwnEntry implements PacketProcessor {
 *     private final PacketProcessor processor;
 *
 *     public OwnEntry(PacketProcessor processor) {
 *         this.processor = processor;
 *     }
 *
 *     public Verdict process(Packet packet) {
 *         return processor.process(packet);
 *     }
 * }
 * }</pre>
 *
 * <p>The JVM is launched so that compilers put it into no other method. What it calls is put into it, as one class has one
 * bundle's processor: what is compiled for a bundle is thrown away from here down, and no further up.
 */
final class OwnEntry {
    private static final ClassDesc TYPE = ClassDesc.of(WovenClasses.ENTRY);
    private static final ClassDesc PROCESSOR = ClassDesc.of("org.netserv.api.PacketProcessor");
    private static final MethodTypeDesc PROCESS = MethodTypeDesc.of(ClassDesc.of("org.netserv.api.Verdict"),
            ClassDesc.of("org.netserv.api.Packet"));
    private static final String FIELD = "processor";

    private OwnEntry() {}

    /** The class file. */
    static byte[] bytes() {
        return ClassFile.of().build(TYPE, type -> type.withVersion(ClassFile.JAVA_8_VERSION, 0)
                .withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL, AccessFlag.SUPER, AccessFlag.SYNTHETIC)
                .withInterfaceSymbols(PROCESSOR)
                .withField(FIELD, PROCESSOR, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                .withMethodBody(ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void, PROCESSOR),
                        ClassFile.ACC_PUBLIC,
                        code -> code.aload(0)
                                .invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void)
                                .aload(0).aload(1).putfield(TYPE, FIELD, PROCESSOR).return_())
                .withMethodBody("process", PROCESS, ClassFile.ACC_PUBLIC,
                        code -> code.aload(0).getfield(TYPE, FIELD, PROCESSOR).aload(1)
                                .invokeinterface(PROCESSOR, "process", PROCESS).areturn()));
    }
}
