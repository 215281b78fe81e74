package org.netserv.node.container;

import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.eclipse.osgi.util.ManifestElement;
import org.jspecify.annotations.Nullable;

/**
 * A module or building block that a SETUP wants to be there: {@code name}, {@code name_1.0.0} or
 * {@code name;version="[1.0,2.0)"}.
 *
 * @param name its symbolic name
 * @param versions the versions that will do
 */
record Dependency(String name, VersionRange versions) {
    private static final VersionRange ANY = new VersionRange("0");

    /** Reads one of the three forms. */
    static Dependency parse(String text) throws SandboxException {
        try {
            ManifestElement[] elements = ManifestElement.parseHeader("dependencies", text);
            if (elements == null || elements.length != 1 || elements[0].getValueComponents().length != 1) {
                throw new IllegalArgumentException(text);
            }
            String range = elements[0].getAttribute("version");
            String name = elements[0].getValue();
            if (range != null) {
                return new Dependency(name, new VersionRange(range));
            }
            Version exact = versionOf(name);
            return exact == null ? new Dependency(name, ANY)
                    : new Dependency(name.substring(0, name.lastIndexOf('_')),
                            new VersionRange(VersionRange.LEFT_CLOSED, exact, exact, VersionRange.RIGHT_CLOSED));
        } catch (BundleException | IllegalArgumentException e) {
            throw new SandboxException(Reason.REJECTED, "the dependency \"" + Texts.oneLine(text)
                    + "\" is malformed: expected name, name_1.0.0 or name;version=\"[1.0,2.0)\"", e);
        }
    }

    /** Whether that module or building block will do. */
    boolean isSatisfiedBy(String candidate, Version version) {
        return name.equals(candidate) && versions.includes(version);
    }

    private static @Nullable Version versionOf(String id) {
        int underscore = id.lastIndexOf('_');
        if (underscore < 1 || underscore + 1 == id.length() || !Character.isDigit(id.charAt(underscore + 1))) {
            return null;
        }
        return Version.parseVersion(id.substring(underscore + 1));
    }
}
