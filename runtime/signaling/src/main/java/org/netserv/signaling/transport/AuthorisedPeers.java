package org.netserv.signaling.transport;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;

/**
 * Who may be a peer: the first rule that fits a certificate's name and the peer's address decides; without one nobody may.
 * RFC 5971 §4.4.2.
 */
public final class AuthorisedPeers {
    private static final int DNS_NAME = 2;
    /** Every name, and a certificate without one. */
    private static final String ALL = "*";

    private final List<Rule> rules;

    /**
     * One entry.
     *
     * @param name a host name, whose first label may be {@code *}; {@code *} alone stands for all
     * @param scope addresses of peers
     */
    public record Rule(String name, Prefix scope, boolean allow) {}

    public AuthorisedPeers(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    boolean allow(X509Certificate certificate, IpAddress peer) {
        List<String> names = names(certificate);
        for (Rule rule : rules) {
            boolean fits = rule.scope.contains(peer)
                    && (rule.name.equals(ALL) || names.stream().anyMatch(name -> matches(rule.name, name)));
            if (fits) {
                return rule.allow;
            }
        }
        return false;
    }

    /** Equal without regard to case; a star stands for one label, the first. */
    static boolean matches(String pattern, String name) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        String given = name.toLowerCase(Locale.ROOT);
        if (!wanted.startsWith("*.")) {
            return wanted.equals(given);
        }
        int dot = given.indexOf('.');
        return dot > 0 && given.substring(dot).equals(wanted.substring(1));
    }

    /** The alternative names, or the common name where there are none. */
    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (Integer.valueOf(DNS_NAME).equals(alternative.get(0))
                            && alternative.get(1) instanceof String name) {
                        names.add(name);
                    }
                }
            }
            if (names.isEmpty()) {
                for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                    if (part.getType().equalsIgnoreCase("CN")) {
                        names.add(part.getValue().toString());
                    }
                }
            }
        } catch (CertificateParsingException | InvalidNameException e) {
            return List.of();
        }
        return names;
    }
}
