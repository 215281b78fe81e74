package org.netserv.isolation.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.netserv.isolation.verify.AllowList.Rule;

/** What the list lets publishers call, as the JDK's class files have it. */
final class ListedMembers {
    private static final Map<String, ClassModel> MODELS = new ConcurrentHashMap<>();

    private ListedMembers() {}

    /** A method that is listed. */
    record Member(Rule rule, MethodModel method) {
        String name() {
            return method.methodName().stringValue();
        }

        String descriptor() {
            return method.methodType().stringValue();
        }

        /** What overrides it has the same. */
        String signature() {
            return name() + descriptor().substring(0, descriptor().indexOf(')') + 1);
        }

        /** How calls of it are held to a limit. */
        String mark() {
            return (rule.isSized(name(), descriptor()) ? "!" : "") + (rule.isGrowing(name(), descriptor()) ? "+" : "")
                    + (rule.isSearching(name(), descriptor()) ? "~" : "");
        }

        @Override
        public String toString() {
            return rule.type() + "." + name() + descriptor();
        }
    }

    static List<Rule> ofTheJdk(AllowList list) {
        return list.types().stream().filter(rule -> rule.type().startsWith("java")).toList();
    }

    /** All methods of a line that a publisher may call. */
    static Stream<Member> of(Rule rule) {
        return model(rule.type()).methods().stream()
                .filter(method -> method.flags().has(AccessFlag.PUBLIC) || method.flags().has(AccessFlag.PROTECTED))
                .map(method -> new Member(rule, method))
                .filter(member -> rule.permits(member.name(), member.descriptor()));
    }

    static boolean isThere(String type) {
        return ClassLoader.getSystemResource(type + ".class") != null;
    }

    static ClassModel model(String type) {
        return MODELS.computeIfAbsent(type, name -> {
            try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
                if (in == null) {
                    throw new IllegalArgumentException(name);
                }
                return ClassFile.of().parse(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
