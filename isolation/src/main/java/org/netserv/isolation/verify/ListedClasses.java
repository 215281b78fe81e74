package org.netserv.isolation.verify;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Mac;
import org.netserv.isolation.verify.AllowList.Rule;

/**
 * Initialises what the list names before publishers' code does. A class initialiser that fails, on a stack that a module has
 * used up, makes a class of the JDK unusable for all.
 */
final class ListedClasses {
    private static final List<String> DIGESTS = List.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");
    private static final List<String> MACS = List.of("HmacMD5", "HmacSHA1", "HmacSHA256", "HmacSHA512");

    private ListedClasses() {}

    /** <b>Errors.</b> {@link IllegalStateException} if the JDK lacks something that is listed. */
    static void initialise(AllowList list) {
        try {
            for (Rule rule : list.types()) {
                Class.forName(rule.type().replace('/', '.'), true, ListedClasses.class.getClassLoader());
            }
            for (String digest : DIGESTS) {
                MessageDigest.getInstance(digest).digest();
            }
            for (String mac : MACS) {
                Mac.getInstance(mac);
            }
            new SecureRandom().nextBytes(new byte[1]);
        } catch (ClassNotFoundException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks what modules may use: " + e.getMessage(), e);
        }
    }
}
