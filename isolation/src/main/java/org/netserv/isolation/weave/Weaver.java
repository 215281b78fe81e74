package org.netserv.isolation.weave;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.util.Collection;

/**
 * Weaves the guard into classes. Stack maps stay as they are: what is woven in has no jumps, and leaves the stack as it
 * was.
 *
 * <p><b>Thread.</b> Any.
 */
public final class Weaver {
    private final ClassFile file = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS,
            ClassFile.ShortJumpsOption.FAIL_ON_SHORT_JUMPS);
    private final Demands demands;
    private final ShortMethods shortMethods;

    /**
     * A weaver of one bundle.
     *
     * @param demands which calls ask for memory
     * @param bundle all its classes
     */
    public Weaver(Demands demands, Collection<ClassModel> bundle) {
        this.demands = demands;
        shortMethods = new ShortMethods(bundle);
    }

    private ClassTransform transform(ClassModel model) {
        return (builder, element) -> {
            if (element instanceof MethodModel method) {
                boolean isSize = Sizes.isSize(method.methodName().stringValue(), method.methodType().stringValue());
                builder.transformMethod(method, (inMethod, part) -> {
                    if (part instanceof CodeModel code) {
                        inMethod.transformCode(code,
                                new GuardTransform(demands, code, isSize, !shortMethods.has(model, method, code)));
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
        return file.transformClass(model, transform(model));
    }
}
