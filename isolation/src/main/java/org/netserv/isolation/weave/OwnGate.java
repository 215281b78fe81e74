package org.netserv.isolation.weave;

import java.lang.classfile.ClassFile;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import org.netserv.node.guard.WovenClasses;

/**
 * The class that is added to each bundle, by which its other classes pass their gate:
 *
 * <pre>{@code
 * public final class OwnGate {
 *     private static final Gate GATE = Gate.of(OwnGate.class);
 *     private static final MethodHandle OPEN = Gate.OPEN;
 *
 *     public static void check() {
 *         if (GATE.getTarget() != OPEN) {
 *             Guard.leaveIfMeant();
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Each bundle has its own, as only constants of a class are constants for a compiler.
 */
final class OwnGate {
    static final ClassDesc TYPE = ClassDesc.of(WovenClasses.GATE);
    static final String CHECK = "check";
    static final MethodTypeDesc CHECK_TYPE = MethodTypeDesc.of(ConstantDescs.CD_void);

    private static final ClassDesc GATE = ClassDesc.of("org.netserv.node.guard.Gate");
    private static final ClassDesc GUARD = ClassDesc.of("org.netserv.node.guard.Guard");
    private static final int CONSTANT = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL;

    private OwnGate() {}

    /** The class file. */
    static byte[] bytes() {
        return ClassFile.of().build(TYPE, type -> type.withVersion(ClassFile.JAVA_8_VERSION, 0)
                .withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL, AccessFlag.SUPER, AccessFlag.SYNTHETIC)
                .withField("GATE", GATE, CONSTANT).withField("OPEN", ConstantDescs.CD_MethodHandle, CONSTANT)
                .withMethodBody(ConstantDescs.CLASS_INIT_NAME, CHECK_TYPE, ClassFile.ACC_STATIC,
                        code -> code.loadConstant(TYPE)
                                .invokestatic(GATE, "of", MethodTypeDesc.of(GATE, ConstantDescs.CD_Class))
                                .putstatic(TYPE, "GATE", GATE).getstatic(GATE, "OPEN", ConstantDescs.CD_MethodHandle)
                                .putstatic(TYPE, "OPEN", ConstantDescs.CD_MethodHandle).return_())
                .withMethodBody(CHECK, CHECK_TYPE, ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> code.getstatic(TYPE, "GATE", GATE)
                                .invokevirtual(GATE, "getTarget", MethodTypeDesc.of(ConstantDescs.CD_MethodHandle))
                                .getstatic(TYPE, "OPEN", ConstantDescs.CD_MethodHandle)
                                .ifThen(Opcode.IF_ACMPNE,
                                        shut -> shut.invokestatic(GUARD, "leaveIfMeant", CHECK_TYPE))
                                .return_()));
    }
}
