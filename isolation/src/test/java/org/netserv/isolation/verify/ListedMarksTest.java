package org.netserv.isolation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.netserv.isolation.verify.AllowList.Rule;
import org.netserv.isolation.verify.ListedMembers.Member;

/** A call is woven around by what the type declares that it is made through; the JVM then runs what overrides it. */
class ListedMarksTest {

    @Test
    void shouldMarkOverridesAsWhatTheyOverride() {
        Map<String, List<Member>> bySignature = new HashMap<>();
        for (Rule rule : ListedMembers.ofTheJdk(AllowList.standard())) {
            ListedMembers.of(rule).filter(
                    member -> !member.name().equals("<init>") && !member.method().flags().has(AccessFlag.STATIC))
                    .forEach(member -> bySignature.computeIfAbsent(member.signature(), key -> new ArrayList<>())
                            .add(member));
        }
        TreeSet<String> unlike = new TreeSet<>();
        for (List<Member> same : bySignature.values()) {
            for (Member upper : same) {
                for (Member lower : same) {
                    if (!upper.mark().equals(lower.mark()) && type(upper).isAssignableFrom(type(lower))) {
                        unlike.add(lower + " has \"" + lower.mark() + "\", " + upper + " has \"" + upper.mark() + "\"");
                    }
                }
            }
        }
        assertEquals(new TreeSet<>(), unlike);
    }

    @Test
    void shouldMarkCopiesOfCollections() {
        TreeSet<String> unmarked = new TreeSet<>();
        for (Rule rule : ListedMembers.ofTheJdk(AllowList.standard())) {
            ListedMembers.of(rule)
                    .filter(member -> member.name().equals("<init>") && member.mark().isEmpty() && copies(member))
                    .forEach(member -> unmarked.add(member.toString()));
        }
        assertEquals(new TreeSet<>(), unmarked);
    }

    private static boolean copies(Member member) {
        return member.method().methodTypeSymbol().parameterList().stream()
                .map(parameter -> parameter.descriptorString())
                .anyMatch(
                        parameter -> parameter.matches("Ljava/util/(\\w*Map|\\w*Set|Collection|\\w*Queue|\\w*List);"));
    }

    private static Class<?> type(Member member) {
        try {
            return Class.forName(member.rule().type().replace('/', '.'), false,
                    ClassLoader.getPlatformClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
