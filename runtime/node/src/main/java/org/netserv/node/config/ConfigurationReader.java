package org.netserv.node.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.netserv.node.message.Names;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.Prefix;
import org.netserv.node.net.Reach;

/**
 * Reads a configuration, and the key files that it names. It changes nothing, so it also serves to check a file.
 *
 * <p><b>Errors.</b> {@link ConfigurationException} with everything that is wrong, as far as it can be told at once.
 */
public final class ConfigurationReader {

    private static final int MAX_BYTES = 4 << 20;
    /** The option of a plane that names its interfaces. */
    private static final String INTERFACES = "interfaces";
    private static final Pattern INTERFACE_NAME = Pattern.compile("[^\\s/:,]{1,15}");
    private static final int MAX_SOCKET_BYTES = 107; // sun_path, unix(7)
    private static final long MAX_JAR_BYTES = 1L << 30;
    private static final long DEFAULT_JAR_BYTES = 64L << 20;
    private static final int MAX_FETCH_SECONDS = 600;
    private static final int DEFAULT_FETCH_SECONDS = 30;
    /** One at least: what misbehaves at once is rolled back. */
    private static final int MAX_FORMER_VERSIONS = 100;
    private static final int DEFAULT_FORMER_VERSIONS = 3;
    private static final int MAX_TTL_SECONDS = 31_536_000;
    private static final int DEFAULT_TTL_SECONDS = 86_400;
    private static final int MAX_SKEW_SECONDS = 3600;
    private static final int DEFAULT_SKEW_SECONDS = 30;

    private final Path file;
    private final Path base;
    private final Problems problems;
    private final Values values;

    private ConfigurationReader(Path file) {
        this.file = file.toAbsolutePath().normalize();
        this.base = this.file.resolveSibling("");
        this.problems = new Problems(this.file);
        this.values = new Values(problems);
    }

    /** Reads the file. */
    public static Configuration read(Path file) throws ConfigurationException {
        return new ConfigurationReader(file).read();
    }

    private Configuration read() throws ConfigurationException {
        XmlReader.Findings findings = new XmlReader.Findings(new Problems(file), new Problems(file),
                new Problems(file));
        Element root = XmlReader.read(bytes(), findings);
        if (root == null) {
            throw findings.fatal().exception();
        }
        if (!root.name().equals("netserv")) {
            problems.add(root, "the file begins with <" + root.name() + ">: expected <netserv>");
            throw problems.exception();
        }
        Configuration configuration = configuration(root);
        problems.addUnlessSaid(findings.values());
        problems.addAll(findings.structure());
        if (!problems.isEmpty()) {
            throw problems.exception();
        }
        return configuration;
    }

    private byte[] bytes() throws ConfigurationException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length <= MAX_BYTES) {
                return bytes;
            }
            problems.add(0, "", "the file is longer than " + MAX_BYTES + " bytes");
        } catch (NoSuchFileException e) {
            problems.add(0, "", "there is no such file");
        } catch (IOException e) {
            problems.add(0, "",
                    "the file cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")");
        }
        throw problems.exception();
    }

    private Configuration configuration(Element root) {
        String nodeId = Values.text(root, "node-id");
        if (root.attributes().containsKey("node-id") && !Names.isNodeId(nodeId)) {
            problems.add(root, "node-id=" + Names.quote(nodeId) + ": expected " + Names.NODE_ID_RULE);
        }
        Path state = values.path(root, "state", base, "");
        Configuration.Control control = control(only(root, "control"));
        List<User> users = new ArrayList<>();
        UserReader reader = new UserReader(base, state, problems);
        for (Element element : root.children("user")) {
            User user = reader.read(element);
            if (user != null) {
                users.add(user);
            }
        }
        new UserRules(problems).check(root.children("user"), state, control.socket());
        return new Configuration(file, nodeId, state, control, planes(root), fetch(only(root, "fetch")),
                reach(only(root, "notify")), freshness(only(root, "freshness")),
                values.port(only(root, "metrics"), "port"), users, signaling(root));
    }

    /** The only child of that name; an empty one if there is none, which the schema allows or reports. */
    private static Element only(Element root, String name) {
        List<Element> children = root.children(name);
        return children.isEmpty() ? new Element(name, root.line()) : children.getFirst();
    }

    private Configuration.Control control(Element element) {
        Path socket = values.path(element, "socket", base, "control.sock");
        int bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_SOCKET_BYTES) {
            problems.add(element,
                    "socket " + socket + " has " + bytes + " bytes: expected at most " + MAX_SOCKET_BYTES);
        }
        return new Configuration.Control(socket, values.port(element, "tcp-port"));
    }

    private List<Configuration.Plane> planes(Element root) {
        Map<String, Set<String>> interfaces = interfaces(root);
        List<Configuration.Plane> planes = new ArrayList<>();
        for (Element plane : root.children("plane")) {
            Map<String, String> options = new LinkedHashMap<>();
            for (Element option : plane.children("option")) {
                String name = values.name(option);
                if (options.put(name, Values.text(option, "value")) != null) {
                    problems.add(option, "option " + Names.quote(name) + " is there twice");
                }
            }
            String planeName = values.name(plane);
            Set<String> own = interfaces.remove(planeName);
            if (own != null && options.put(INTERFACES, String.join(",", own)) != null) {
                problems.add(plane, "the interfaces of plane " + Names.quote(planeName)
                        + " are named by its option and by elements: expected one of these");
            }
            planes.add(new Configuration.Plane(planeName, options));
        }
        interfaces.forEach(
                (plane, own) -> planes.add(new Configuration.Plane(plane, Map.of(INTERFACES, String.join(",", own)))));
        return planes;
    }

    /** By the plane that brings their packets, in the file's order. */
    private Map<String, Set<String>> interfaces(Element root) {
        Map<String, Set<String>> byPlane = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        for (Element each : root.children("interface")) {
            String name = Values.text(each, "name");
            if (!name.isEmpty() && !INTERFACE_NAME.matcher(name).matches()) {
                problems.add(each, "name=" + Names.quote(name)
                        + ": expected an interface, 1 to 15 characters without space and / : ,");
            } else if (!seen.add(name)) {
                problems.add(each, "interface " + Names.quote(name) + " is there twice");
            }
            byPlane.computeIfAbsent(Values.text(each, "plane"), plane -> new LinkedHashSet<>()).add(name);
        }
        return byPlane;
    }

    private Configuration.@Nullable Signaling signaling(Element root) {
        if (root.children("signaling").isEmpty()) {
            return null;
        }
        return new SignalingReader(base, problems).read(only(root, "signaling"));
    }

    private Configuration.Fetch fetch(Element element) {
        return new Configuration.Fetch(values.flag(element, "allow-file", false),
                values.number(element, "max-bytes", 1, MAX_JAR_BYTES, DEFAULT_JAR_BYTES), Duration.ofSeconds(
                        values.number(element, "timeout-seconds", 1, MAX_FETCH_SECONDS, DEFAULT_FETCH_SECONDS)),
                (int) values.number(element, "former-versions", 1, MAX_FORMER_VERSIONS, DEFAULT_FORMER_VERSIONS),
                reach(element));
    }

    private Reach reach(Element element) {
        List<Prefix> allowed = values.prefixes(element, "allow");
        List<Prefix> denied = values.prefixes(element, "deny");
        allowed.stream().filter(denied::contains).distinct()
                .forEach(prefix -> problems.add(element, prefix + " is both allowed and denied"));
        return new Reach(allowed, denied);
    }

    private Configuration.Freshness freshness(Element element) {
        return new Configuration.Freshness(values.flag(element, "require-expires-and-nonce", true),
                Duration.ofSeconds(values.number(element, "max-ttl-seconds", 1, MAX_TTL_SECONDS, DEFAULT_TTL_SECONDS)),
                Duration.ofSeconds(
                        values.number(element, "skew-seconds", 0, MAX_SKEW_SECONDS, DEFAULT_SKEW_SECONDS)));
    }
}
