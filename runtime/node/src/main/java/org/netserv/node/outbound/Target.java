package org.netserv.node.outbound;

import java.net.URI;
import java.util.Locale;
import org.netserv.node.message.Names;

/**
 * An HTTP URL, taken apart.
 *
 * @param secure whether it is https
 * @param host a name or an address, without brackets
 * @param port where it is connected to
 * @param authority what the request calls the host: with brackets, and with the port if the URL has one
 * @param path what is asked for, with its query; all ASCII
 */
record Target(boolean secure, String host, int port, String authority, String path) {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int MAX_PORT = 65_535;

    /** <b>Errors.</b> {@link RefusedUrlException} if it cannot be asked for anything. */
    static Target of(URI url) throws RefusedUrlException {
        URI ascii = URI.create(url.toASCIIString());
        String scheme = ascii.getScheme() == null ? "" : ascii.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http")) {
            throw new RefusedUrlException("the URL has the scheme " + Names.quote(scheme) + ": expected http or https");
        }
        String host = ascii.getHost();
        if (host == null) {
            throw new RefusedUrlException("the URL has no host");
        }
        int port = ascii.getPort();
        if (port == 0 || port > MAX_PORT) {
            throw new RefusedUrlException("the URL has port " + port + ": expected 1 to " + MAX_PORT);
        }
        String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return new Target(secure, host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port > 0 ? port : secure ? HTTPS_PORT : HTTP_PORT, port > 0 ? host + ":" + port : host,
                ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery());
    }
}
