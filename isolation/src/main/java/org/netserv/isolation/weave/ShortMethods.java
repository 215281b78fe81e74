package org.netserv.isolation.weave;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ConstantDynamicEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.reflect.AccessFlag;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Methods of a bundle that need no check where they begin: they end after a few instructions, and nothing but code that has
 * the guard can call them.
 *
 * <p>What has no jumps back and calls nothing ends, and is no part of a recursion. Its caller has 65,535 bytes at most, which
 * hold some 20,000 calls, and a check where it begins and before each jump back. The JDK has none of these: what its
 * loops call keeps its check, whatever it does. So a method must not be one that the JDK could come to by overriding, or by a
 * method handle, of this bundle or of another that the method is visible to.
 */
final class ShortMethods {
    private static final int MAX_INSTRUCTIONS = 64;
    private static final String OBJECT = "java/lang/Object";
    private static final Set<String> OBJECTS_OWN = Set.of("equals(Ljava/lang/Object;)Z", "hashCode()I",
            "toString()Ljava/lang/String;", "clone()Ljava/lang/Object;", "finalize()V");

    /** Names and descriptors of the methods that a bundle's classes take handles of. */
    private final Set<String> handles = new HashSet<>();

    /** @param bundle all its classes */
    ShortMethods(Collection<ClassModel> bundle) {
        for (ClassModel model : bundle) {
            for (PoolEntry entry : model.constantPool()) {
                if (entry instanceof MethodHandleEntry handle) {
                    handles.add(handle.reference().name().stringValue() + handle.reference().type().stringValue());
                }
            }
        }
    }

    /** Whether a method of a class needs no check where it begins. */
    boolean has(ClassModel owner, MethodModel method, CodeModel code) {
        String signature = method.methodName().stringValue() + method.methodType().stringValue();
        return isOwnOnly(method) && !handles.contains(signature) && !signature.equals("<clinit>()V")
                && (isBound(method) || (hasNoSupertypes(owner) && !OBJECTS_OWN.contains(signature))) && isShort(code);
    }

    /** Not visible to other bundles: those have loaders, and so packages, of their own. */
    private static boolean isOwnOnly(MethodModel method) {
        return !method.flags().has(AccessFlag.PUBLIC) && !method.flags().has(AccessFlag.PROTECTED);
    }

    /** Called as it is named: it overrides nothing. */
    private static boolean isBound(MethodModel method) {
        return method.flags().has(AccessFlag.STATIC) || method.flags().has(AccessFlag.PRIVATE)
                || method.methodName().stringValue().equals("<init>");
    }

    /** And no subclass brings one: its methods override Object's at most. */
    private static boolean hasNoSupertypes(ClassModel owner) {
        return owner.flags().has(AccessFlag.FINAL) && owner.interfaces().isEmpty()
                && owner.superclass().map(parent -> parent.asInternalName().equals(OBJECT)).orElse(false);
    }

    private static boolean isShort(CodeModel code) {
        Set<Label> passed = new HashSet<>();
        int instructions = 0;
        for (CodeElement element : code) {
            boolean ends = switch (element) {
                case LabelTarget target -> {
                    passed.add(target.label());
                    yield true;
                }
                case ExceptionCatch _,InvokeDynamicInstruction _ -> false;
                case InvokeInstruction invoke -> isObjectsConstructor(invoke);
                case ConstantInstruction.LoadConstantInstruction load -> !(load
                        .constantEntry() instanceof ConstantDynamicEntry);
                case BranchInstruction branch -> !passed.contains(branch.target());
                case TableSwitchInstruction table -> isForward(table.defaultTarget(),
                        table.cases().stream().map(each -> each.target()).toList(), passed);
                case LookupSwitchInstruction lookup -> isForward(lookup.defaultTarget(),
                        lookup.cases().stream().map(each -> each.target()).toList(), passed);
                default -> true;
            };
            instructions += element instanceof Instruction ? 1 : 0;
            if (!ends || instructions > MAX_INSTRUCTIONS) {
                return false;
            }
        }
        return true;
    }

    private static boolean isObjectsConstructor(InvokeInstruction invoke) {
        return invoke.name().equalsString("<init>") && invoke.owner().asInternalName().equals(OBJECT);
    }

    private static boolean isForward(Label otherwise, List<Label> targets, Set<Label> passed) {
        return !passed.contains(otherwise) && targets.stream().noneMatch(passed::contains);
    }
}
