package org.netserv.isolation.classloader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.netserv.isolation.verify.BundleVerifier;
import org.netserv.isolation.verify.Violation;
import org.netserv.node.container.BundleCheck;

/**
 * Verifies the bundles of one publisher, each with the classes of those that are installed: they inherit from each other.
 *
 * <p><b>Thread.</b> Any.
 */
final class PublisherCheck implements BundleCheck {
    private final BundleVerifier verifier;
    private final Map<Long, BundleVerifier.Installed> installed = new ConcurrentHashMap<>();

    PublisherCheck(BundleVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public Checked check(Path jar, Set<String> imports) throws IOException {
        BundleVerifier.Result result = verifier.verify(jar, imports, installed.values());
        return new Checked(result.violations().stream().map(Violation::toString).toList(), result.woven());
    }

    @Override
    public String listVersion() {
        return verifier.listVersion();
    }

    @Override
    public void admit(long bundle, Map<String, byte[]> classes) {
        installed.put(bundle, verifier.installed(classes));
    }

    @Override
    public void forget(long bundle) {
        installed.remove(bundle);
    }
}
