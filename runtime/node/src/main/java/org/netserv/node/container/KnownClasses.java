package org.netserv.node.container;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.weaving.WeavingException;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;

/**
 * Lets the framework define only classes that were looked at when their bundle came, byte by byte, wherever it has them
 * from.
 *
 * <p><b>Thread.</b> Any.
 */
final class KnownClasses implements WeavingHook {
    private static final String CLASS = ".class";

    private final Map<Bundle, Map<String, byte[]>> digests = new ConcurrentHashMap<>();

    /** @param classes by the names of their entries; empty for any */
    void admit(Bundle bundle, Map<String, byte[]> classes) {
        Map<String, byte[]> ofBundle = new HashMap<>();
        classes.forEach((entry, bytes) -> ofBundle
                .put(entry.substring(0, entry.length() - CLASS.length()).replace('/', '.'), digest(bytes)));
        digests.put(bundle, Map.copyOf(ofBundle));
    }

    void forget(Bundle bundle) {
        digests.remove(bundle);
    }

    /** The framework calls a hook no more that throws anything else: so nothing else is thrown. */
    @Override
    public void weave(WovenClass woven) {
        boolean known;
        try {
            known = isKnown(woven);
        } catch (RuntimeException | Error e) {
            throw new WeavingException(woven.getClassName() + " could not be looked at", e);
        }
        if (!known) {
            throw new WeavingException(
                    woven.getClassName() + " is not the class that was looked at when its bundle came");
        }
    }

    private boolean isKnown(WovenClass woven) {
        Map<String, byte[]> ofBundle = digests.get(woven.getBundleWiring().getBundle());
        if (ofBundle == null) {
            return false;
        }
        return ofBundle.isEmpty()
                || MessageDigest.isEqual(ofBundle.get(woven.getClassName()), digest(woven.getBytes()));
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
