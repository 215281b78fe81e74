package org.netserv.isolation.verify;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netserv.isolation.weave.Weaver;

/**
 * Looks at all classes of a bundle before it is installed, and weaves the guard into them.
 *
 * <p><b>Thread.</b> Any.
 */
public final class BundleVerifier {
    private static final int REPORTED = 20;

    private final AllowList list = AllowList.standard();
    private final HostTypes host = new HostTypes();

    /** With the list of this version. */
    public BundleVerifier() {}

    /**
     * A bundle that was looked at.
     *
     * @param violations at most twenty; empty if it may be installed
     * @param woven its classes as they are to be installed, by the names of their entries; empty if it may not
     */
    public record Result(List<Violation> violations, Map<String, byte[]> woven) {}

    /**
     * Looks at a bundle.
     *
     * @param imported packages of other bundles of the same publisher, as Java names them
     * @throws IOException if the file cannot be read as a JAR
     */
    public Result verify(Path file, Set<String> imported) throws IOException {
        Set<String> packages = new HashSet<>();
        imported.forEach(name -> packages.add(name.replace('.', '/')));
        Bundle bundle = Bundle.read(file, host, packages);
        OwnTypes own = new OwnTypes();
        List<Violation> violations = new ArrayList<>(bundle.violations());
        for (ClassModel model : bundle.classes().values()) {
            tryTo(model, violations, () -> own.add(model));
        }
        References references = new References(list, host, own, packages);
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
        Weaver weaver = new Weaver(references);
        Map<String, byte[]> woven = new LinkedHashMap<>();
        bundle.classes().forEach((entry, model) -> tryTo(model, violations,
                () -> woven.put(entry, weaver.weave(model))));
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
