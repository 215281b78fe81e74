package org.netserv.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netserv.node.message.Names;
import org.netserv.node.net.Prefix;

/** What must hold between users: names, prefixes and directories that are theirs alone. */
final class UserRules {

    private final Problems problems;
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<Prefix, Holder> prefixes = new HashMap<>();
    private final Map<Path, Holder> directories = new HashMap<>();

    UserRules(Problems problems) {
        this.problems = problems;
    }

    /** Checks the elements, whether or not the rest of each was in order. */
    void check(List<Element> users, Path state, Path socket) {
        Values values = new Values(new Problems(state)); // what does not read was reported before
        for (Element user : users) {
            String name = Values.text(user, "name");
            Integer before = name.isEmpty() ? null : names.putIfAbsent(name, user.line());
            if (before != null) {
                problems.add(user, "there is another user " + Names.quote(name) + " on line " + before);
            }
            for (Element child : user.children("prefix")) {
                Prefix prefix = values.prefix(child, child.text().toString());
                Holder holder = prefix == null ? null : prefixes.putIfAbsent(prefix, new Holder(name, child.line()));
                if (holder != null) {
                    problems.add(child, prefix + " belongs to user " + holder + " already: expected each prefix once");
                }
            }
            if (before == null && !name.isEmpty()) {
                Path directory = real(values.path(user, "directory", state, "users/" + name));
                directory(user, name, directory, real(state), real(socket));
            }
        }
    }

    private void directory(Element user, String name, Path directory, Path state, Path socket) {
        if (state.startsWith(directory)) {
            problems.add(user, "directory " + directory + " contains the node's own, " + state);
            return;
        }
        if (socket.startsWith(directory)) {
            problems.add(user, "directory " + directory + " contains the control socket " + socket);
        }
        for (Map.Entry<Path, Holder> other : directories.entrySet()) {
            if (directory.startsWith(other.getKey()) || other.getKey().startsWith(directory)) {
                problems.add(user, "directory " + directory + " overlaps " + other.getKey() + " of user "
                        + other.getValue() + ": expected one of its own");
                break;
            }
        }
        directories.putIfAbsent(directory, new Holder(name, user.line()));
    }

    /** The path with the links resolved of as much of it as exists. */
    private static Path real(Path path) {
        for (Path existing = path; existing != null; existing = existing.getParent()) {
            if (Files.exists(existing)) {
                try {
                    return existing.toRealPath().resolve(existing.relativize(path)).normalize();
                } catch (IOException e) {
                    return path;
                }
            }
        }
        return path;
    }

    private record Holder(String user, int line) {
        @Override
        public String toString() {
            return Names.quote(user) + " on line " + line;
        }
    }
}
