package org.netserv.isolation.weave;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;

/**
 * Weaves the guard into classes. Stack maps stay as they are: what is woven in has no jumps, and leaves the stack as it
 * was.
 *
 * <p><b>Thread.</b> Any.
 */
public final class Weaver {
    private final ClassFile file = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS,
            ClassFile.ShortJumpsOption.FAIL_ON_SHORT_JUMPS);
    private final ClassTransform transform;

    /** @param demands which calls ask for memory */
    public Weaver(Demands demands) {
        transform = (builder, element) -> {
            if (element instanceof MethodModel method) {
                boolean isSize = Sizes.isSize(method.methodName().stringValue(), method.methodType().stringValue());
                builder.transformMethod(method, (inMethod, part) -> {
                    if (part instanceof CodeModel code) {
                        inMethod.transformCode(code, new GuardTransform(demands, code, isSize));
                    } else {
                        inMethod.with(part);
                    }
                });
            } else {
                builder.with(element);
            }
        };
    }

    /**
     * A class with the guard in all its methods. It has been verified before.
     *
     * @throws IllegalArgumentException if it is malformed, or a method is too long with what is woven in
     */
    public byte[] weave(ClassModel model) {
        return file.transformClass(model, transform);
    }
}
