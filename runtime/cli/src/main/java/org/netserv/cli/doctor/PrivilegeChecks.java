package org.netserv.cli.doctor;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.netserv.cli.service.Credentials;
import org.netserv.cli.service.NodePrivilege;

/** Who a node would run as, and whether it would have what it needs of root's power. */
final class PrivilegeChecks {
    private final Credentials credentials;
    private final boolean nodeUser;

    /**
     * @param credentials of whoever looks, who would start the node
     * @param nodeUser whether the host has the user that a node goes on as
     */
    PrivilegeChecks(Credentials credentials, boolean nodeUser) {
        this.credentials = credentials;
        this.nodeUser = nodeUser;
    }

    /** Whether there is such a user. */
    static boolean hasUser(String name) {
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The user, then one check for each capability. */
    List<Check> run() {
        List<Check> checks = new ArrayList<>();
        checks.add(user());
        List<NodePrivilege> missing = credentials.missing(EnumSet.allOf(NodePrivilege.Use.class));
        for (NodePrivilege privilege : NodePrivilege.values()) {
            String name = privilege.name();
            if (!missing.contains(privilege)) {
                checks.add(Check.ok(name, "there"));
                continue;
            }
            String finding = (credentials.effective().contains(name)
                    ? "not for the programs that the node starts, such as iptables; for "
                    : "missing; for ") + privilege.use();
            String cure = "start as root, or see AmbientCapabilities in netserv.service";
            checks.add(privilege.isVital() ? Check.missing(name, finding, cure) : Check.warning(name, finding, cure));
        }
        return checks;
    }

    private Check user() {
        if (!credentials.user().equals(Credentials.ROOT)) {
            return Check.ok("user", credentials.user());
        }
        return nodeUser ? Check.ok("user", "root; a node goes on as " + Credentials.NODE_USER)
                : Check.warning("user", "root; there is no user " + Credentials.NODE_USER
                        + " that a node could go on as",
                        "adduser --system --group --no-create-home --home /var/lib/netserv " + Credentials.NODE_USER);
    }
}
