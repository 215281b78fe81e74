package org.netserv.node.container;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.eclipse.osgi.util.ManifestElement;
import org.jspecify.annotations.Nullable;
import org.netserv.node.guard.WovenClasses;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * Decides whether a JAR may be installed as a publisher's bundle, and writes it anew with the headers that a module may
 * have.
 *
 * <p><b>Errors.</b> Each refusal is one sentence for the publisher.
 */
final class BundleInspector {
    /** The header that names a module's entry point. */
    static final String ENTRY_POINT = "NetServ-Module";
    static final String API = "org.netserv.api";
    static final String FRAMEWORK = "org.osgi.framework";
    /** What is woven into classes calls it, and the API. */
    static final String GUARD = "org.netserv.node.guard";

    private static final int MAX_MANIFEST_BYTES = 64 << 10;
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final int MAX_NAME_LENGTH = 120;
    private static final Pattern CLASS_NAME = Pattern.compile("[\\p{Alnum}_$]+(\\.[\\p{Alnum}_$]+)*");
    private static final List<String> REFUSED = List.of(Constants.FRAGMENT_HOST, Constants.BUNDLE_NATIVECODE,
            Constants.DYNAMICIMPORT_PACKAGE, Constants.REQUIRE_BUNDLE, "Eclipse-BuddyPolicy");
    /** What is kept. All else is nothing to a module, or would reach the framework. */
    private static final List<String> KEPT = List.of(Constants.BUNDLE_SYMBOLICNAME, Constants.BUNDLE_VERSION,
            Constants.BUNDLE_NAME, Constants.IMPORT_PACKAGE, Constants.EXPORT_PACKAGE, Constants.REQUIRE_CAPABILITY,
            Constants.PROVIDE_CAPABILITY);

    private final JarFile jar;
    private final Attributes headers;

    private BundleInspector(JarFile jar, Attributes headers) {
        this.jar = jar;
        this.headers = headers;
    }

    /**
     * Checks a JAR and writes it anew.
     *
     * @param settings that it must fit; null for any
     * @param target where to
     */
    static BundleDescription inspect(Path file, @Nullable ModuleSettings settings, Path target)
            throws SandboxException {
        checkDirectory(file);
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            BundleInspector inspector = new BundleInspector(jar, manifestOf(jar).getMainAttributes());
            BundleDescription description = inspector.describe(settings);
            inspector.checkPackages(description);
            new JarCopier().copy(jar, inspector.keptHeaders(description), target);
            return description;
        } catch (IOException | IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private static void checkDirectory(Path file) throws SandboxException {
        try {
            JarDirectory.check(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static SandboxException unreadable(Exception e) {
        return refused("it is not a readable JAR file (" + Texts.describe(e) + ")");
    }

    private static Manifest manifestOf(JarFile jar) throws SandboxException, IOException {
        ZipEntry entry = jar.getEntry(JarFile.MANIFEST_NAME);
        if (entry == null) {
            throw refused("it has no manifest: expected " + JarFile.MANIFEST_NAME);
        }
        byte[] bytes;
        try (InputStream in = jar.getInputStream(entry)) {
            bytes = in.readNBytes(MAX_MANIFEST_BYTES + 1);
        }
        if (bytes.length > MAX_MANIFEST_BYTES) {
            throw refused("its manifest is longer than " + MAX_MANIFEST_BYTES + " bytes");
        }
        try {
            return new Manifest(new ByteArrayInputStream(bytes));
        } catch (IOException | IllegalArgumentException e) {
            throw refused("its manifest is malformed (" + Texts.describe(e) + ")");
        }
    }

    private BundleDescription describe(@Nullable ModuleSettings settings) throws SandboxException {
        String name = symbolicName();
        for (String header : REFUSED) {
            if (header(header) != null) {
                throw refused("its manifest has " + header + ", which no module may have");
            }
        }
        String manifestVersion = header(Constants.BUNDLE_MANIFESTVERSION);
        if (!"2".equals(manifestVersion)) {
            throw refused("its manifest says " + Constants.BUNDLE_MANIFESTVERSION + ": " + manifestVersion
                    + ": expected 2");
        }
        String classPath = header(Constants.BUNDLE_CLASSPATH);
        if (classPath != null && !classPath.equals(".")) {
            throw refused("its manifest has Bundle-ClassPath: " + classPath
                    + ": expected none, JARs within the JAR are not searched");
        }
        Version version = version(Constants.BUNDLE_VERSION + " in its manifest", header(Constants.BUNDLE_VERSION));
        if (settings != null) {
            checkId(settings, name, version);
        }
        String module = header(ENTRY_POINT);
        String entryPoint = module != null ? module : header(Constants.BUNDLE_ACTIVATOR);
        if (entryPoint == null) {
            throw refused("its manifest has no entry point: expected " + ENTRY_POINT + " or "
                    + Constants.BUNDLE_ACTIVATOR);
        }
        String entryHeader = module != null ? ENTRY_POINT : Constants.BUNDLE_ACTIVATOR;
        if (!CLASS_NAME.matcher(entryPoint).matches()
                || jar.getEntry(entryPoint.replace('.', '/') + ".class") == null) {
            throw refused("its manifest names " + Texts.oneLine(entryPoint) + " as " + entryHeader
                    + ", and the JAR has no such class");
        }
        return new BundleDescription(name, version, entryPoint, module == null, imports());
    }

    private String symbolicName() throws SandboxException {
        List<ManifestElement> elements = elements(Constants.BUNDLE_SYMBOLICNAME);
        if (elements.isEmpty()) {
            throw refused("its manifest has no " + Constants.BUNDLE_SYMBOLICNAME + ": it is not an OSGi bundle");
        }
        String name = elements.getFirst().getValue();
        if (!SYMBOLIC_NAME.matcher(name).matches() || name.length() > MAX_NAME_LENGTH) {
            throw refused("its " + Constants.BUNDLE_SYMBOLICNAME + " is \"" + Texts.oneLine(name)
                    + "\": expected letters, digits, '.', '-' and '_', at most " + MAX_NAME_LENGTH);
        }
        return name;
    }

    private static Version version(String where, @Nullable String text) throws SandboxException {
        try {
            Version version = Version.parseVersion(text);
            if (version.toString().length() <= MAX_NAME_LENGTH) {
                return version;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw refused(where + " is \"" + Texts.oneLine(String.valueOf(text)) + "\": expected for example 1.0.0");
    }

    private static void checkId(ModuleSettings settings, String name, Version version) throws SandboxException {
        boolean versionFits = settings.version().isEmpty()
                || version("the version of the module id", settings.version()).equals(version);
        if (!settings.symbolicName().equals(name) || !versionFits) {
            String asked = settings.symbolicName() + (settings.version().isEmpty() ? "" : "_" + settings.version());
            throw refused("its manifest says " + name + "_" + version + ", the message says " + Texts.oneLine(asked));
        }
    }

    private void checkPackages(BundleDescription description) throws SandboxException {
        Set<String> imported = description.imports();
        for (String name : imported) {
            if (name.startsWith("org.eclipse.") || isOfWeaving(name)
                    || (isFramework(name) && !name.equals(FRAMEWORK))) {
                throw refused("it imports " + name + ", which no module may: of the framework it may import "
                        + FRAMEWORK + " alone");
            }
        }
        String needed = description.isActivator() ? FRAMEWORK : API;
        if (!imported.contains(needed)) {
            throw refused("it does not import " + needed + ", which its entry point implements: expected "
                    + Constants.IMPORT_PACKAGE + ": " + needed);
        }
        for (ManifestElement element : elements(Constants.EXPORT_PACKAGE)) {
            for (String name : element.getValueComponents()) {
                if (name.startsWith("java.") || isFramework(name) || (name + ".").startsWith(API + ".")
                        || isOfWeaving(name)) {
                    throw refused("it exports " + name + ", which the node provides");
                }
            }
        }
    }

    private Set<String> imports() throws SandboxException {
        Set<String> imports = new TreeSet<>();
        for (ManifestElement element : elements(Constants.IMPORT_PACKAGE)) {
            imports.addAll(List.of(element.getValueComponents()));
        }
        return Collections.unmodifiableSet(imports);
    }

    private static boolean isOfWeaving(String name) {
        return name.equals(GUARD) || name.equals(WovenClasses.PACKAGE);
    }

    private static boolean isFramework(String name) {
        return name.startsWith("org.osgi.");
    }

    private Manifest keptHeaders(BundleDescription description) {
        Manifest manifest = new Manifest();
        Attributes kept = manifest.getMainAttributes();
        kept.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        kept.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        for (String name : KEPT) {
            String value = header(name);
            if (value != null) {
                kept.putValue(name, value);
            }
        }
        // One entry point or the other is imported at least.
        String woven = description.imports().contains(API) ? GUARD : GUARD + "," + API;
        kept.putValue(Constants.IMPORT_PACKAGE, header(Constants.IMPORT_PACKAGE) + "," + woven);
        // Without directives: a singleton would keep two versions from running side by side.
        kept.putValue(Constants.BUNDLE_SYMBOLICNAME, description.symbolicName());
        return manifest;
    }

    private @Nullable String header(String name) {
        String value = headers.getValue(name);
        return value == null || value.isBlank() ? null : value.trim();
    }

    private List<ManifestElement> elements(String name) throws SandboxException {
        try {
            ManifestElement[] elements = ManifestElement.parseHeader(name, header(name));
            return elements == null ? List.of() : List.of(elements);
        } catch (BundleException e) {
            throw refused("its manifest's " + name + " is malformed (" + Texts.describe(e) + ")");
        }
    }

    private static SandboxException refused(String why) {
        return new SandboxException(Reason.REJECTED, "the bundle is refused: " + why);
    }
}
