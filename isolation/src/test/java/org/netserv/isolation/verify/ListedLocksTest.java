package org.netserv.isolation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A packet thread may wait for a lock inside the JDK only where whoever holds it runs nothing of a publisher's: it could stay
 * there, or wait itself. Each listed method that takes one, by itself or through others of its class, is looked at here.
 */
class ListedLocksTest {
    private static final Set<String> WAITING = Set.of("lock", "lockInterruptibly", "park", "parkNanos", "await",
            "wait");

    /** Types and methods that were looked at, and why their locks do no harm. */
    private static final Map<String, String> LOOKED_AT = Map.ofEntries(
            Map.entry("java/io/ByteArrayInputStream", "copies bytes, or counts them"),
            Map.entry("java/io/ByteArrayOutputStream", "copies bytes, and decodes them with a charset of the JDK's"),
            Map.entry("java/io/FilterOutputStream.close", "sets a flag"),
            Map.entry("java/lang/Class.desiredAssertionStatus", "looks a string up"),
            Map.entry("java/lang/NullPointerException.fillInStackTrace", "is native code"),
            Map.entry("java/lang/NullPointerException.getMessage", "asks native code for a string"),
            Map.entry("java/lang/String.contentEquals", "locks a StringBuffer, which no module has"),
            Map.entry("java/lang/Throwable.<init>", "fills in the stack trace, by native code"),
            Map.entry("java/lang/Throwable.addSuppressed", "adds to an ArrayList of the JDK's"),
            Map.entry("java/lang/Throwable.fillInStackTrace", "is native code"),
            Map.entry("java/lang/Throwable.getCause", "reads a field"),
            Map.entry("java/lang/Throwable.getSuppressed", "copies an ArrayList of the JDK's"),
            Map.entry("java/security/SecureRandom.nextBytes", "asks the kernel for bytes"),
            Map.entry("java/util/Random.<init>", "sets an atomic"),
            Map.entry("java/util/Random.setSeed", "sets an atomic"),
            Map.entry("javax/crypto/Mac",
                    "looks for a provider, and gives it a SecretKeySpec, which cannot be extended"));

    @Test
    void shouldHoldNoLockThatWasNotLookedAt() {
        Set<String> found = new TreeSet<>();
        Set<String> used = new TreeSet<>();
        ListedMembers.ofTheJdk(AllowList.standard()).forEach(rule -> ListedMembers.of(rule)
                .filter(member -> locks(rule.type(), member.name(), member.descriptor(), new HashSet<>()))
                .forEach(member -> {
                    String method = rule.type() + "." + member.name();
                    if (LOOKED_AT.containsKey(method) || LOOKED_AT.containsKey(rule.type())) {
                        used.add(LOOKED_AT.containsKey(method) ? method : rule.type());
                    } else {
                        found.add(member.toString());
                    }
                }));
        assertEquals(Set.of(), found);
        assertEquals(new TreeSet<>(LOOKED_AT.keySet()), used, "what was looked at and is still there");
    }

    private static boolean locks(String type, String name, String descriptor, Set<String> seen) {
        if (!seen.add(type + name + descriptor) || !ListedMembers.isThere(type)) {
            return false;
        }
        for (MethodModel method : ListedMembers.model(type).methods()) {
            if (method.methodName().equalsString(name) && method.methodType().equalsString(descriptor)) {
                return method.flags().has(AccessFlag.SYNCHRONIZED)
                        || method.code().stream().flatMap(code -> code.elementStream())
                                .anyMatch(element -> locks(type, element, seen));
            }
        }
        return false;
    }

    private static boolean locks(String type, CodeElement element, Set<String> seen) {
        if (!(element instanceof InvokeInstruction invoke)) {
            return element instanceof MonitorInstruction;
        }
        String owner = invoke.owner().asInternalName();
        boolean near = owner.equals(type) || owner.startsWith(type + "$");
        return WAITING.contains(invoke.name().stringValue())
                || (near && locks(owner, invoke.name().stringValue(), invoke.type().stringValue(), seen));
    }
}
