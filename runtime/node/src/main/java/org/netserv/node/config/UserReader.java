package org.netserv.node.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.Names;
import org.netserv.node.net.Prefix;
import org.netserv.node.sandbox.ContainerSettings.Destination;
import org.netserv.node.sandbox.Quota;

/** Reads one {@code <user>}, by itself. */
final class UserReader {

    private static final List<String> SANDBOXES = List.of("classloader", "isolate", "lxc");

    private final Path base;
    private final Path state;
    private final Problems problems;
    private final Values values;
    private final QuotaReader quotas;

    UserReader(Path base, Path state, Problems problems) {
        this.base = base;
        this.state = state;
        this.problems = problems;
        this.values = new Values(problems);
        this.quotas = new QuotaReader(values);
    }

    /** The user; null if there is a problem without which nothing can be compared with others. */
    @Nullable
    User read(Element element) {
        String name = Values.text(element, "name");
        if (element.attributes().containsKey("name") && !Names.isUser(name)) {
            problems.add(element, "name=" + Names.quote(name) + ": expected " + Names.USER_RULE);
        }
        PublicKey key = key(element);
        Path directory = values.path(element, "directory", state, "users/" + (Names.isUser(name) ? name : "unnamed"));
        String sandbox = values.word(element, "sandbox", SANDBOXES, "classloader");
        List<Prefix> prefixes = prefixes(element);
        List<Integer> ports = ports(element);
        List<Destination> destinations = destinations(element);
        Quota quota = quotas.read(element);
        return key == null ? null
                : new User(name, key, directory, sandbox, prefixes, ports, destinations, quota);
    }

    private @Nullable PublicKey key(Element element) {
        String file = element.attributes().get("public-key");
        List<Element> inline = element.children("public-key");
        if (file == null && inline.isEmpty()) {
            problems.add(element, "no key: expected an attribute or an element public-key");
            return null;
        }
        if (file != null && !inline.isEmpty()) {
            problems.add(element, "two keys: expected either an attribute or an element public-key");
            return null;
        }
        if (file == null) {
            Element pem = inline.getFirst();
            try {
                return KeyFiles.parsePublic(pem.text().toString());
            } catch (IllegalArgumentException e) {
                problems.add(pem, String.valueOf(e.getMessage()));
                return null;
            }
        }
        Path path = values.path(element, "public-key", base, file);
        String what = "public-key=" + Names.quote(file) + ": ";
        try {
            return KeyFiles.readPublic(path);
        } catch (IllegalArgumentException e) {
            problems.add(element, what + e.getMessage());
        } catch (NoSuchFileException e) {
            problems.add(element, what + "there is no file " + path);
        } catch (IOException e) {
            problems.add(element, what + path + " cannot be read (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + ")");
        }
        return null;
    }

    private List<Prefix> prefixes(Element element) {
        List<Prefix> prefixes = new ArrayList<>();
        for (Element child : element.children("prefix")) {
            Prefix prefix = values.prefix(child, child.text().toString());
            if (prefix != null) {
                prefixes.add(prefix);
            }
        }
        return prefixes;
    }

    private List<Integer> ports(Element element) {
        List<Integer> ports = new ArrayList<>();
        for (Element child : element.children("port")) {
            int port = values.portOf(child);
            if (port != Configuration.NO_PORT && ports.contains(port)) {
                problems.add(child, "port " + port + " is there twice");
            }
            ports.add(port);
        }
        return ports;
    }

    private List<Destination> destinations(Element element) {
        List<Destination> destinations = new ArrayList<>();
        for (Element child : element.children("send-to")) {
            int port = values.port(child, "port");
            Prefix prefix = values.prefix(child, child.attributes().get("prefix"));
            if (prefix != null) {
                destinations.add(new Destination(prefix, port));
            }
        }
        return destinations;
    }
}
