package org.netserv.isolation.verify;

import java.lang.classfile.BootstrapMethodEntry;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.DynamicConstantPoolEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.isolation.weave.Sizes;

/** Looks at one class after the other. <b>Thread.</b> One at a time. */
final class ClassVerifier {
    private static final String LOCKS = "is synchronized: a packet thread that waited for a lock could not be stopped";

    private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";
    /** More are not told of. */
    private static final int ENOUGH = 20;

    private final References references;

    ClassVerifier(References references) {
        this.references = references;
    }

    /** What is wrong with a class; empty if nothing is. */
    List<Violation> verify(ClassModel model) {
        String type = model.thisClass().asInternalName().replace('/', '.');
        List<Violation> violations = new ArrayList<>();
        model.superclass().ifPresent(parent -> addSupertype(type, parent, violations));
        model.interfaces().forEach(parent -> addSupertype(type, parent, violations));
        references.smuggled(model.thisClass().asInternalName())
                .forEach(objection -> violations.add(new Violation(type, "", objection)));
        Map<PoolEntry, String> refused = refusedEntries(model);
        for (MethodModel method : model.methods()) {
            if (violations.size() > ENOUGH) {
                return violations;
            }
            addMethod(type, method, refused, violations);
        }
        // What no instruction uses is refused as well: nothing but an instruction that was overlooked would need it.
        Set<String> said = new HashSet<>();
        violations.forEach(found -> said.add(found.sentence()));
        refused.values().stream().distinct().filter(objection -> !said.contains(objection)).limit(ENOUGH)
                .forEach(objection -> violations.add(new Violation(type, "", objection)));
        return violations;
    }

    private void addSupertype(String type, ClassEntry parent, List<Violation> violations) {
        String objection = references.objection(Reference.ofType(parent.asInternalName()));
        if (!objection.isEmpty()) {
            violations.add(new Violation(type, "", objection));
        }
    }

    private Map<PoolEntry, String> refusedEntries(ClassModel model) {
        Map<PoolEntry, String> refused = new HashMap<>();
        for (PoolEntry entry : model.constantPool()) {
            String objection = switch (entry) {
                case MemberRefEntry member -> references.objection(reference(member));
                case DynamicConstantPoolEntry dynamic -> objection(dynamic);
                case MethodHandleEntry handle when references.isDemanding(reference(handle.reference())) -> "takes "
                        + reference(handle.reference()).text()
                        + " as a method reference: expected a lambda that calls it";
                default -> "";
            };
            // A listed bootstrap is named as a method, too: what calls it without a lookup gets nowhere.
            if (!objection.isEmpty() && !(entry instanceof MemberRefEntry member && isListedBootstrap(member))) {
                refused.put(entry, objection);
            }
        }
        return refused;
    }

    private String objection(DynamicConstantPoolEntry dynamic) {
        Reference bootstrap = reference(dynamic.bootstrap().bootstrapMethod().reference());
        String objection = references.objectionToBootstrap(bootstrap);
        return objection.isEmpty() && bootstrap.owner().equals(LAMBDAS) ? objectionToLambda(dynamic) : objection;
    }

    /** What a lambda is made of is not among the classes that are looked at and woven. */
    private String objectionToLambda(DynamicConstantPoolEntry dynamic) {
        String type = MethodTypeDesc.ofDescriptor(dynamic.type().stringValue()).returnType().descriptorString();
        if (!type.startsWith("L")) {
            return "makes a lambda that is no object";
        }
        String name = type.substring(1, type.length() - 1);
        if (!references.objection(Reference.ofType(name)).isEmpty()) {
            return "makes a lambda of " + Reference.ofType(name).text()
                    + ", which is not on the list of what modules may use";
        }
        return Sizes.isSize(dynamic.name().stringValue())
                ? "makes a lambda of a " + dynamic.name().stringValue()
                        + "(), whose result could not be held to a limit:"
                        + " expected a class"
                : "";
    }

    private boolean isListedBootstrap(MemberRefEntry member) {
        return references.objectionToBootstrap(reference(member)).isEmpty();
    }

    private static Reference reference(MemberRefEntry entry) {
        return new Reference(entry.owner().asInternalName(), entry.name().stringValue(), entry.type().stringValue());
    }

    private void addMethod(String type, MethodModel method, Map<PoolEntry, String> refused,
            List<Violation> violations) {
        String name = method.methodName().stringValue();
        if (method.flags().has(AccessFlag.NATIVE)) {
            violations.add(new Violation(type, name, "is native: native code is not loaded for modules"));
        }
        if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            violations.add(new Violation(type, name, LOCKS));
        }
        if (name.equals("finalize") && method.methodType().stringValue().equals("()V")) {
            violations.add(new Violation(type, name, "is a finalizer, which would run on a thread of the node's"));
        }
        CodeModel code = method.code().orElse(null);
        if (code == null) {
            return;
        }
        for (CodeElement element : code) {
            if (element instanceof MonitorInstruction) {
                addOnce(violations, new Violation(type, name, LOCKS));
            } else if (element instanceof NewMultiArrayInstruction array && array.dimensions() > 2) {
                addOnce(violations, new Violation(type, name, "makes an array of " + array.dimensions()
                        + " dimensions at once: expected at most two"));
            }
            String objection = refused.isEmpty() ? null : objection(element, refused);
            if (objection != null) {
                addOnce(violations, new Violation(type, name, objection));
            }
        }
    }

    private static void addOnce(List<Violation> violations, Violation violation) {
        if (violations.size() <= ENOUGH && !violations.contains(violation)) {
            violations.add(violation);
        }
    }

    private static @Nullable String objection(CodeElement element, Map<PoolEntry, String> refused) {
        return switch (element) {
            case FieldInstruction field -> refused.get(field.field());
            case InvokeInstruction invoke -> refused.get(invoke.method());
            case InvokeDynamicInstruction dynamic -> ofDynamic(dynamic.invokedynamic(), refused);
            case ConstantInstruction.LoadConstantInstruction load -> ofConstant(load.constantEntry(), refused);
            default -> null;
        };
    }

    private static @Nullable String ofDynamic(DynamicConstantPoolEntry dynamic, Map<PoolEntry, String> refused) {
        String objection = refused.get(dynamic);
        BootstrapMethodEntry bootstrap = dynamic.bootstrap();
        for (LoadableConstantEntry argument : bootstrap.arguments()) {
            if (objection == null) {
                objection = ofConstant(argument, refused);
            }
        }
        return objection;
    }

    private static @Nullable String ofConstant(LoadableConstantEntry constant, Map<PoolEntry, String> refused) {
        return switch (constant) {
            case MethodHandleEntry handle -> refused.getOrDefault(handle, refused.get(handle.reference()));
            case ConstantDynamicEntry dynamic -> refused.get(dynamic);
            default -> null;
        };
    }
}
