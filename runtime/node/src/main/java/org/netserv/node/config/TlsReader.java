package org.netserv.node.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.Configuration.TlsPeer;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.Names;
import org.netserv.node.net.Prefix;

/** Reads {@code <tls>} of signaling, and the files that it names. */
final class TlsReader {
    private static final int MAX_BYTES = 1 << 20;
    private static final String ALL = "*";
    private static final Pattern NAME = Pattern
            .compile("\\*|(?=.{1,253}$)(\\*\\.)?[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*");

    private final Path base;
    private final Problems problems;
    private final Values values;

    TlsReader(Path base, Problems problems) {
        this.base = base;
        this.problems = problems;
        values = new Values(problems);
    }

    /**
     * What the element says; null if there is a problem.
     *
     * @param tcpPort where associations without TLS are accepted
     */
    Configuration.@Nullable Tls read(Element element, int tcpPort) {
        int port = values.port(element, "port");
        if (port != Configuration.NO_PORT && port == tcpPort) {
            problems.add(element, "port " + port + " is tcp-port, too: expected another one");
        }
        List<X509Certificate> own = certificates(element, "certificate");
        PrivateKey key = key(element);
        if (key != null && !own.isEmpty() && !KeyScheme.arePair(key, own.getFirst().getPublicKey())) {
            problems.add(element, "key=" + Names.quote(Values.text(element, "key"))
                    + ": the key is of another certificate than the first one in "
                    + Names.quote(Values.text(element, "certificate")));
        }
        List<X509Certificate> authorities = certificates(element, "authorities");
        List<TlsPeer> peers = peers(element);
        return key == null || own.isEmpty() || authorities.isEmpty() ? null
                : new Configuration.Tls(port, own, key, authorities, peers);
    }

    private List<TlsPeer> peers(Element element) {
        List<TlsPeer> peers = new ArrayList<>();
        for (Element each : element.children("peer")) {
            String name = Values.text(each, "name");
            if (each.attributes().containsKey("name") && !NAME.matcher(name).matches()) {
                problems.add(each, "name=" + Names.quote(name)
                        + ": expected a host name, one that begins with *. for any first label, or *");
            }
            boolean allow = values.flag(each, "allow", true);
            List<Prefix> scopes = each.attributes().containsKey("prefixes") ? values.prefixes(each, "prefixes")
                    : List.of(Prefix.ALL_IPV4, Prefix.ALL_IPV6);
            scopes.forEach(scope -> peers.add(new TlsPeer(name, scope, allow)));
        }
        return element.children("peer").isEmpty()
                ? List.of(new TlsPeer(ALL, Prefix.ALL_IPV4, true), new TlsPeer(ALL, Prefix.ALL_IPV6, true))
                : peers;
    }

    private @Nullable PrivateKey key(Element element) {
        Path file = file(element, "key");
        try {
            return file == null ? null : KeyFiles.readPrivate(file);
        } catch (IllegalArgumentException e) {
            refuse(element, "key", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            refuse(element, "key", file, e);
        }
        return null;
    }

    /** At least one, or a problem. */
    private List<X509Certificate> certificates(Element element, String attribute) {
        Path file = file(element, attribute);
        List<X509Certificate> found = new ArrayList<>();
        if (file == null) {
            return found;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES);
            for (Certificate each : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes))) {
                if (each instanceof X509Certificate certificate) {
                    found.add(certificate);
                }
            }
            if (found.isEmpty()) {
                refuse(element, attribute, "no certificate in " + file + ": expected X.509 in PEM");
            }
        } catch (CertificateException e) {
            refuse(element, attribute, file + " does not have only certificates: expected X.509 in PEM");
        } catch (IOException e) {
            refuse(element, attribute, file, e);
        }
        return found;
    }

    /** Null if the attribute is not there, which the schema reports. */
    private @Nullable Path file(Element element, String attribute) {
        return Values.text(element, attribute).isEmpty() ? null : values.path(element, attribute, base, "");
    }

    private void refuse(Element element, String attribute, @Nullable Path file, IOException e) {
        refuse(element, attribute, e instanceof NoSuchFileException ? "there is no file " + file
                : file + " cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")");
    }

    private void refuse(Element element, String attribute, String sentence) {
        problems.add(element, attribute + "=" + Names.quote(Values.text(element, attribute)) + ": " + sentence);
    }
}
