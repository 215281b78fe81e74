package org.netserv.isolation.verify;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netserv.isolation.weave.AddedClasses;
import org.netserv.isolation.weave.Weaver;

/**
 * Looks at all classes of a bundle before it is installed, and weaves the guard into them.
 *
 * <p><b>Thread.</b> Any.
 */
public final class BundleVerifier {
    private static final int REPORTED = 20;
    /** Methods and fields of all classes together. */
    private static final int MAX_MEMBERS = 65_536;

    private final AllowList list = AllowList.standard();
    private final HostTypes host = new HostTypes();

    /** With the list of this version. */
    public BundleVerifier() {}

    /**
     * A bundle that was looked at.
     *
     * @param violations at most twenty; empty if it may be installed
     * @param woven its classes as they are to be installed, and those that are added, by the names of their entries; empty if
     *        it may not
     */
    public record Result(List<Violation> violations, Map<String, byte[]> woven) {}

    /** What the classes of an installed bundle declare and inherit. <b>Thread.</b> Any. */
    public static final class Installed {
        private final OwnTypes types;

        private Installed(OwnTypes types) {
            this.types = types;
        }
    }

    /** The version of the list: that of the publisher API which it belongs to. */
    public String listVersion() {
        return list.version();
    }

    /**
     * Initialises all classes that are listed, so that no publisher's code is the first to use one. Some 350 ms in a JVM
     * that has used nothing of java.security yet: most of it is looking for digests and MACs.
     */
    public void initialiseListedClasses() {
        ListedClasses.initialise(list);
    }

    /** Classes as they were woven, by the names of their entries. */
    public Installed installed(Map<String, byte[]> woven) {
        OwnTypes types = new OwnTypes();
        woven.forEach((entry, bytes) -> {
            if (!AddedClasses.has(entry)) {
                types.add(ClassFile.of().parse(bytes));
            }
        });
        return new Installed(types);
    }

    /**
     * Looks at a bundle.
     *
     * @param imported packages of other bundles of the same publisher, as Java names them
     * @param others those bundles, and any further ones of the publisher's
     * @throws IOException if the file cannot be read as a JAR
     */
    public Result verify(Path file, Set<String> imported, Collection<Installed> others) throws IOException {
        Set<String> packages = new HashSet<>();
        imported.forEach(name -> packages.add(name.replace('.', '/')));
        Bundle bundle = Bundle.read(file, host, packages);
        OwnTypes own = new OwnTypes();
        List<Violation> violations = new ArrayList<>(bundle.violations());
        for (ClassModel model : bundle.classes().values()) {
            if (own.members() <= MAX_MEMBERS) {
                tryTo(model, violations, () -> own.add(model));
            }
        }
        if (own.members() > MAX_MEMBERS) {
            return new Result(List.of(new Violation(Bundle.NAME, "",
                    "has more than " + MAX_MEMBERS + " methods and fields in all its classes")), Map.of());
        }
        References references = new References(list, host, own, packages,
                others.stream().map(installed -> installed.types).toList());
        ClassVerifier verifier = new ClassVerifier(references);
        for (ClassModel model : bundle.classes().values()) {
            if (violations.size() < REPORTED) {
                tryTo(model, violations, () -> violations.addAll(verifier.verify(model)));
            }
        }
        Map<String, byte[]> woven = violations.isEmpty() ? weave(bundle, references, violations) : Map.of();
        return new Result(violations.size() <= REPORTED ? List.copyOf(violations)
                : List.copyOf(violations.subList(0, REPORTED)), woven);
    }

    private static Map<String, byte[]> weave(Bundle bundle, References references, List<Violation> violations) {
        Weaver weaver = new Weaver(references, bundle.classes().values());
        Map<String, byte[]> woven = new LinkedHashMap<>();
        bundle.classes().forEach((entry, model) -> tryTo(model, violations,
                () -> woven.put(entry, weaver.weave(model))));
        if (!woven.isEmpty()) {
            woven.putAll(AddedClasses.files());
        }
        return violations.isEmpty() ? woven : Map.of();
    }

    /** Parts of a class are read when they are asked for: malformed ones are found only then. */
    private static void tryTo(ClassModel model, List<Violation> violations, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            violations.add(new Violation(model.thisClass().asInternalName().replace('/', '.'), "",
                    Bundle.MALFORMED + e.getMessage() + ")"));
        }
    }
}
