package org.netserv.isolation.weave;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weaves the guard into one method: a check where it begins, but for {@link ShortMethods}, before each jump back, where
 * each exception handler begins, and before what takes memory; and a look at sizes, those asked for and those answered.
 *
 * <p>No handler of the method covers a check: what a check throws leaves the method at once, and each frame above is left
 * at the first instruction of whatever handler catches it. So neither {@code catch (Throwable)} in a loop nor handlers
 * that cover each other's beginning keep a thread.
 */
final class GuardTransform implements CodeTransform {
    private static final ClassDesc GUARD = ClassDesc.of("org.netserv.node.guard.Guard");
    private static final MethodTypeDesc SIZE = MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final MethodTypeDesc SIZES = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int,
            ConstantDescs.CD_int);
    private static final MethodTypeDesc SEARCH = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String,
            ConstantDescs.CD_String);
    private static final String CONCATENATION = "java/lang/invoke/StringConcatFactory";

    private final Demands demands;
    private final CodeModel original;
    private final boolean isSize;
    private final boolean checksBegin;
    private final List<ExceptionCatch> catches = new ArrayList<>();
    private final Set<Label> handlers = new HashSet<>();
    /** Labels that have been passed, with the number of instructions before them. */
    private final Map<Label, Integer> passed = new HashMap<>();
    private final List<Check> checks = new ArrayList<>();
    private int instructions;

    /**
     * A check that was woven in.
     *
     * @param at number of instructions before it
     */
    private record Check(int at, Label begin, Label end) {}

    /**
     * For one method.
     *
     * @param isSize whether it answers a size that the JDK makes room for
     * @param checksBegin whether there is to be a check where it begins
     */
    GuardTransform(Demands demands, CodeModel original, boolean isSize, boolean checksBegin) {
        this.checksBegin = checksBegin;
        this.demands = demands;
        this.original = original;
        this.isSize = isSize;
    }

    @Override
    public void atStart(CodeBuilder code) {
        if (checksBegin) {
            check(code);
        }
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
        switch (element) {
            case ExceptionCatch handler -> {
                // Written at the end, in parts, when it is known where the checks are.
                catches.add(handler);
                handlers.add(handler.handler());
            }
            case LabelTarget target -> {
                code.with(target);
                passed.put(target.label(), instructions);
                if (handlers.contains(target.label())) {
                    check(code);
                }
            }
            case Instruction instruction -> {
                guard(code, instruction);
                code.with(instruction);
                instructions++;
            }
            default -> code.with(element);
        }
    }

    private void guard(CodeBuilder code, Instruction instruction) {
        switch (instruction) {
            case BranchInstruction branch -> checkIfBack(code, branch.target());
            case TableSwitchInstruction table -> checkIfBack(code, table.defaultTarget(), table.cases());
            case LookupSwitchInstruction lookup -> checkIfBack(code, lookup.defaultTarget(), lookup.cases());
            case NewPrimitiveArrayInstruction _ -> elements(code);
            case NewReferenceArrayInstruction _ -> elements(code);
            case NewMultiArrayInstruction array when array.dimensions() == 1 -> elements(code);
            // The verifier lets no more than two pass.
            case NewMultiArrayInstruction _ -> checked(code).dup2().invokestatic(GUARD, "elements", SIZES);
            case InvokeInstruction invoke -> guardCall(code, invoke);
            case ReturnInstruction _ when isSize -> code.invokestatic(GUARD, "elements", SIZE);
            case InvokeDynamicInstruction dynamic -> {
                if (dynamic.bootstrapMethod().owner().descriptorString().equals("L" + CONCATENATION + ";")) {
                    check(code);
                }
            }
            default -> {
            }
        }
    }

    private void guardCall(CodeBuilder code, InvokeInstruction invoke) {
        String owner = invoke.owner().asInternalName();
        String name = invoke.name().stringValue();
        String descriptor = invoke.type().stringValue();
        if (demands.isSized(owner, name, descriptor)) {
            elements(code);
        }
        if (demands.isSearching(owner, name, descriptor)) {
            code.dup2().invokestatic(GUARD, "search", SEARCH);
        }
        if (demands.isGrowing(owner, name, descriptor)) {
            check(code);
        }
    }

    private void checkIfBack(CodeBuilder code, Label target, List<SwitchCase> cases) {
        boolean back = passed.containsKey(target);
        for (SwitchCase each : cases) {
            back |= passed.containsKey(each.target());
        }
        if (back) {
            check(code);
        }
    }

    private void checkIfBack(CodeBuilder code, Label target) {
        checkIfBack(code, target, List.of());
    }

    private void elements(CodeBuilder code) {
        checked(code).invokestatic(GUARD, "elements", SIZE);
    }

    private CodeBuilder checked(CodeBuilder code) {
        check(code);
        return code;
    }

    private void check(CodeBuilder code) {
        Label begin = code.newBoundLabel();
        code.invokestatic(OwnGate.TYPE, OwnGate.CHECK, OwnGate.CHECK_TYPE);
        checks.add(new Check(instructions, begin, code.newBoundLabel()));
    }

    @Override
    public void atEnd(CodeBuilder code) {
        original.findAttribute(Attributes.stackMapTable())
                .ifPresent(frames -> code.with(StackMapTableAttribute.of(frames.entries())));
        for (ExceptionCatch handler : catches) {
            Label begin = handler.tryStart();
            int at = position(begin);
            int end = position(handler.tryEnd());
            for (Check check : checks) {
                if (check.at() >= position(handler.tryStart()) && check.at() < end) {
                    if (check.at() > at) {
                        code.exceptionCatch(begin, check.begin(), handler.handler(), handler.catchType());
                    }
                    begin = check.end();
                    at = check.at();
                }
            }
            if (end > at) {
                code.exceptionCatch(begin, handler.tryEnd(), handler.handler(), handler.catchType());
            }
        }
    }

    private int position(Label label) {
        Integer position = passed.get(label);
        if (position == null) {
            throw new IllegalArgumentException("an exception handler has a range outside of its method");
        }
        return position;
    }
}
