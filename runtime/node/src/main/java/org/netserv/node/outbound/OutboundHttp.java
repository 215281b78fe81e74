package org.netserv.node.outbound;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.netserv.node.net.Reach;

/**
 * An HTTP/1.1 client for URLs that publishers name: one request a connection, no proxy, no redirect followed, no credentials.
 * The JDK's client looks names up itself, so that it would connect to another address than the one that was checked.
 *
 * <p><b>Thread.</b> A virtual one, which an interrupt takes out of a connection: the limit on the whole is the caller's. The
 * name service alone is waited for as long as it takes.
 *
 * <p><b>Source.</b> RFC 9112.
 */
public final class OutboundHttp {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final int BUFFER_LENGTH = 16 << 10;

    private final Destinations destinations;
    /** Asked when it is needed first: the JVM's takes a while to read all certificates. */
    private final Supplier<SocketFactory> tls;

    /** A client that connects to what the operator allows, and trusts the certificates that the JVM trusts. */
    public OutboundHttp(Reach reach) {
        this(new Destinations(reach, InetAddress::getAllByName), SSLSocketFactory::getDefault);
    }

    OutboundHttp(Destinations destinations, Supplier<SocketFactory> tls) {
        this.destinations = destinations;
        this.tls = tls;
    }

    /**
     * Asks for what a URL names.
     *
     * @throws RefusedUrlException if this node does not connect to it
     */
    public HttpReply get(URI url) throws IOException {
        Target target = Target.of(url);
        return exchange(target, head("GET", target, ""), new byte[0]);
    }

    /**
     * Hands something to what a URL names.
     *
     * @throws RefusedUrlException if this node does not connect to it
     */
    public HttpReply post(URI url, String contentType, byte[] body) throws IOException {
        Target target = Target.of(url);
        return exchange(target, head("POST", target,
                "Content-Type: " + contentType + "\r\nContent-Length: " + body.length + "\r\n"), body);
    }

    private static String head(String method, Target target, String more) {
        return method + " " + target.path() + " HTTP/1.1\r\nHost: " + target.authority()
                + "\r\nUser-Agent: NetServ/0.1\r\n" + more + "Connection: close\r\n\r\n";
    }

    private HttpReply exchange(Target target, String head, byte[] body) throws IOException {
        Socket socket = connect(target);
        try {
            byte[] start = head.getBytes(StandardCharsets.US_ASCII);
            byte[] request = new byte[start.length + body.length];
            System.arraycopy(start, 0, request, 0, start.length);
            System.arraycopy(body, 0, request, start.length, body.length);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return HttpReply.read(new BufferedInputStream(socket.getInputStream(), BUFFER_LENGTH), socket);
        } catch (IOException | RuntimeException e) {
            close(socket, e);
            throw e;
        }
    }

    private Socket connect(Target target) throws IOException {
        IOException last = new IOException(target.host() + " has no address");
        for (InetAddress address : destinations.of(target.host())) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, target.port()), (int) CONNECT_LIMIT.toMillis());
                socket.setTcpNoDelay(true);
                return target.secure() ? secured(socket, target) : socket;
            } catch (IOException | RuntimeException e) {
                close(socket, e);
                if (!(e instanceof IOException failure)) {
                    throw e;
                }
                last = failure;
            }
        }
        throw last;
    }

    /** TLS over the connection, with a certificate that is the host's. */
    private Socket secured(Socket socket, Target target) throws IOException {
        SSLSocket secured = (SSLSocket) ((SSLSocketFactory) tls.get()).createSocket(socket, target.host(),
                target.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static void close(Socket socket, Exception why) {
        try {
            socket.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }
}
