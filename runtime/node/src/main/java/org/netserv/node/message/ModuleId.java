package org.netserv.node.message;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Version;

/**
 * Names a module: {@code symbolicName[_version]}. A symbolic name may contain {@code _} itself: the version begins
 * behind the first {@code _} of which all the rest is an OSGi version, so {@code a_1_2.0} is {@code a_1} in version
 * 2.0.0, {@code a_1} is {@code a} in version 1.0.0, and {@code a_b} has no version.
 *
 * @param symbolicName the bundle's symbolic name
 * @param version null for every version
 */
public record ModuleId(String symbolicName, @Nullable Version version) {

    private static final int MAX_LENGTH = 255;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern VERSION = Pattern
            .compile("[0-9]{1,9}(\\.[0-9]{1,9}(\\.[0-9]{1,9}(\\.[A-Za-z0-9_-]+)?)?)?");

    /** Refuses what is no symbolic name. */
    public ModuleId {
        if (symbolicName.length() > MAX_LENGTH || !NAME.matcher(symbolicName).matches()) {
            throw new IllegalArgumentException(Names.quote(symbolicName)
                    + " is not a symbolic name: expected words of A-Z a-z 0-9 _ - with dots between, at most "
                    + MAX_LENGTH + " characters");
        }
    }

    /** Reads an id. <b>Errors.</b> {@link IllegalArgumentException} with a sentence fit for a user. */
    public static ModuleId parse(String text) {
        for (int i = text.indexOf('_'); i >= 0; i = text.indexOf('_', i + 1)) {
            String rest = text.substring(i + 1);
            if (i > 0 && VERSION.matcher(rest).matches()) {
                return new ModuleId(text.substring(0, i), Version.parseVersion(rest));
            }
        }
        return new ModuleId(text, null);
    }

    /** Whether a bundle of this name and version is meant. */
    public boolean matches(String name, Version installed) {
        return symbolicName.equals(name) && (version == null || version.equals(installed));
    }

    /** {@code symbolicName_1.0.0}, the version in full, or the name alone. */
    @Override
    public String toString() {
        return version == null ? symbolicName : symbolicName + "_" + version;
    }
}
