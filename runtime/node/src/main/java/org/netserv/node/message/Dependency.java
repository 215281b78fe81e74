package org.netserv.node.message;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A module or building block that must be present. Written as in an OSGi manifest, {@code name},
 * {@code name;version=1.2} (at least) or {@code name;version="[1.2,2)"}, or as a module id {@code name_1.2.0}, which is
 * exactly that version; several with commas between.
 *
 * @param name the symbolic name
 * @param range the versions that will do
 */
public record Dependency(String name, VersionRange range) {

    private static final VersionRange ANY = new VersionRange(VersionRange.LEFT_CLOSED, Version.emptyVersion, null,
            VersionRange.RIGHT_OPEN);
    private static final String SYNTAX = ": expected name, name_1.0.0 or name;version=\"[1.0,2.0)\"";
    private static final Pattern CLAUSE = Pattern.compile(
            "\\s*([^;,\"\\s]+)\\s*(?:;\\s*(?:bundle-)?version\\s*=\\s*(?:\"([^\"]*)\"|([^;,\"\\s]+))\\s*)?");

    /**
     * Reads a list. <b>Errors.</b> {@link IllegalArgumentException} with a sentence fit for a user.
     */
    public static List<Dependency> parseList(String text) {
        List<Dependency> dependencies = new ArrayList<>();
        Matcher matcher = CLAUSE.matcher(text);
        int start = 0;
        while (true) {
            matcher.region(start, text.length());
            if (!matcher.lookingAt() || (matcher.end() < text.length() && text.charAt(matcher.end()) != ',')) {
                throw new IllegalArgumentException(
                        Names.quote(text.substring(start)) + " is not a dependency" + SYNTAX);
            }
            String range = matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            dependencies.add(range == null ? plain(matcher.group(1)) : ranged(matcher.group(1), range));
            if (matcher.end() == text.length()) {
                return List.copyOf(dependencies);
            }
            start = matcher.end() + 1;
        }
    }

    /** Whether a bundle of that name and version will do. */
    public boolean isMetBy(String symbolicName, Version version) {
        return name.equals(symbolicName) && range.includes(version);
    }

    /** The form that is read, with the range if there is one. */
    @Override
    public String toString() {
        return range.equals(ANY) ? name : name + ";version=\"" + range + "\"";
    }

    private static Dependency plain(String text) {
        ModuleId id = ModuleId.parse(text);
        Version version = id.version();
        return new Dependency(id.symbolicName(), version == null
                ? ANY
                : new VersionRange(VersionRange.LEFT_CLOSED, version, version, VersionRange.RIGHT_CLOSED));
    }

    private static Dependency ranged(String name, String range) {
        new ModuleId(name, null);
        try {
            return new Dependency(name, new VersionRange(range));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Names.quote(range) + " is not a range of versions" + SYNTAX, e);
        }
    }
}
