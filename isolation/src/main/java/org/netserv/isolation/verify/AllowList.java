package org.netserv.isolation.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What publishers' classes may use of what is not theirs. The format is described at the top of {@code allow-list.txt}.
 *
 * <p><b>Thread.</b> Any.
 */
final class AllowList {
    private static final String FILE = "allow-list.txt";
    private static final Pattern LINE = Pattern.compile("([\\w.$]+(?:\\.\\*)?):([^|]*)\\|\\s*(\\S.*)");
    private static final Pattern VERSION = Pattern.compile("version:\\s*(\\S+)");
    private static final String NOT_EXTENSIBLE = "-extends";
    private static final String WHOLE_PACKAGE = ".*";
    /** Behind the beginning, a class, or other numbers; not behind the sign of an array. */
    private static final Pattern LAST_IS_INT = Pattern.compile("\\((?:.*[^\\[])?I\\)");

    private final Map<String, Rule> types = new HashMap<>();
    private final Map<String, Rule> packages = new HashMap<>();
    private String version = "";

    /**
     * What one line says of a type.
     *
     * @param type internal name, or that of a package
     * @param all whether all members are listed but those left out
     * @param listed names, and overloads as name(descriptor)
     * @param leftOut the same
     * @param bootstraps names
     * @param sized those whose last parameter says for how many elements there is to be room, names or overloads
     * @param growing those that take as much memory as their arguments have, names or overloads
     * @param searching those that take as long as the product of the lengths of two strings, overloads
     * @param extensible whether publishers' classes may extend or implement it
     * @param reason why
     */
    record Rule(String type, boolean all, Set<String> listed, Set<String> leftOut, Set<String> bootstraps,
            Set<String> sized, Set<String> growing, Set<String> searching, boolean extensible, String reason) {

        /** Whether it lists a method, or a field, that the type declares. */
        boolean permits(String name, String descriptor) {
            return !has(leftOut, name, descriptor) && (all || has(listed, name, descriptor));
        }

        /** Whether a method's last parameter, an {@code int}, says for how many elements there is to be room. */
        boolean isSized(String name, String descriptor) {
            return has(sized, name, descriptor) && LAST_IS_INT.matcher(descriptor).lookingAt();
        }

        /** Whether a method takes as much memory as its arguments have. */
        boolean isGrowing(String name, String descriptor) {
            return has(growing, name, descriptor);
        }

        /** Whether a method of a string's takes as long as the product of its length and that of the string given. */
        boolean isSearching(String name, String descriptor) {
            return searching.contains(name + descriptor);
        }

        private static boolean has(Set<String> members, String name, String descriptor) {
            return members.contains(name) || members.contains(name + descriptor);
        }
    }

    private AllowList() {}

    /** The list that comes with this version of the API. */
    static AllowList standard() {
        try (InputStream in = AllowList.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** <b>Errors.</b> {@link IllegalArgumentException} with the number of the line. */
    static AllowList parse(List<String> lines) {
        AllowList list = new AllowList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            Matcher matcher = VERSION.matcher(line);
            if (matcher.matches()) {
                list.version = matcher.group(1);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                list.add(line, i + 1);
            }
        }
        return list;
    }

    private void add(String line, int number) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "line " + number + " is \"" + line + "\": expected \"class: members | reason\"");
        }
        Set<String> listed = new HashSet<>();
        Set<String> leftOut = new HashSet<>();
        Set<String> bootstraps = new HashSet<>();
        Set<String> sized = new HashSet<>();
        Set<String> growing = new HashSet<>();
        Set<String> searching = new HashSet<>();
        boolean all = false;
        boolean extensible = true;
        for (String member : matcher.group(2).strip().split("\\s+", -1)) {
            if (member.equals("*")) {
                all = true;
            } else if (member.equals(NOT_EXTENSIBLE)) {
                extensible = false;
            } else if (member.startsWith("-")) {
                leftOut.add(member.substring(1));
            } else if (member.startsWith("@")) {
                bootstraps.add(member.substring(1));
            } else if (member.endsWith("!")) {
                sized.add(member.substring(0, member.length() - 1));
            } else if (member.endsWith("+")) {
                growing.add(member.substring(0, member.length() - 1));
            } else if (member.endsWith("~")) {
                searching.add(member.substring(0, member.length() - 1));
            } else if (!member.isEmpty()) {
                listed.add(member);
            }
        }
        String type = matcher.group(1).replace('.', '/');
        boolean wholePackage = matcher.group(1).endsWith(WHOLE_PACKAGE);
        String key = wholePackage ? type.substring(0, type.length() - WHOLE_PACKAGE.length()) : type;
        listed.addAll(sized);
        listed.addAll(growing);
        listed.addAll(searching);
        Rule rule = new Rule(key, all, Set.copyOf(listed), Set.copyOf(leftOut), Set.copyOf(bootstraps),
                Set.copyOf(sized), Set.copyOf(growing), Set.copyOf(searching), extensible, matcher.group(3).strip());
        if ((wholePackage ? packages : types).put(key, rule) != null) {
            throw new IllegalArgumentException("line " + number + " lists " + matcher.group(1) + " a second time");
        }
    }

    /** That of the publisher API which it belongs to; empty if it does not say. */
    String version() {
        return version;
    }

    /** What it says of a type; null if it does not have it. */
    @Nullable
    Rule rule(String type) {
        Rule rule = types.get(type);
        return rule != null ? rule : packages.get(type.substring(0, Math.max(0, type.lastIndexOf('/'))));
    }

    /** All lines that name a type. */
    List<Rule> types() {
        return List.copyOf(types.values());
    }
}
