package org.netserv.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.cli.service.Credentials;

class PrivilegeChecksTest {
    private static final Set<String> ALL = Set.of("CAP_NET_ADMIN", "CAP_NET_RAW", "CAP_SYS_NICE", "CAP_BPF",
            "CAP_PERFMON", "CAP_IPC_LOCK", "CAP_NET_BIND_SERVICE");

    @Test
    void shouldBeContentWithRootWhereANodeCanGoOnAsItsUser() {
        List<Check> checks = new PrivilegeChecks(new Credentials("root", ALL, ALL), true).run();
        assertEquals(List.of(Check.ok("user", "root; a node goes on as netserv"), Check.ok("CAP_NET_ADMIN", "there"),
                Check.ok("CAP_NET_RAW", "there"), Check.ok("CAP_SYS_NICE", "there"), Check.ok("CAP_BPF", "there"),
                Check.ok("CAP_PERFMON", "there"), Check.ok("CAP_IPC_LOCK", "there"),
                Check.ok("CAP_NET_BIND_SERVICE", "there")), checks);
    }

    @Test
    void shouldNameTheCureWhereANodeWouldStayRoot() {
        Check user = new PrivilegeChecks(new Credentials("root", ALL, ALL), false).run().getFirst();
        assertEquals(Check.Grade.WARNING, user.grade());
        assertTrue(user.cure().startsWith("adduser --system"), user::toString);
    }

    @Test
    void shouldTellWhatANodeCannotRunWithoutFromWhatItCan() {
        List<Check> checks = new PrivilegeChecks(new Credentials("alice", Set.of("CAP_NET_ADMIN"), Set.of()), true)
                .run();
        assertEquals(List.of(Check.Grade.OK, Check.Grade.MISSING, Check.Grade.MISSING, Check.Grade.WARNING,
                Check.Grade.WARNING, Check.Grade.WARNING, Check.Grade.WARNING, Check.Grade.WARNING),
                checks.stream().map(Check::grade).toList());
        assertTrue(checks.get(1).finding().startsWith("not for the programs"), checks::toString);
        assertTrue(checks.get(2).finding().startsWith("missing; for raw sockets"), checks::toString);
        assertEquals("missing; for signaling at UDP port 270", checks.getLast().finding());
    }

    @Test
    void shouldKnowTheUsersOfThisHost() {
        assertTrue(PrivilegeChecks.hasUser("root"));
        assertFalse(PrivilegeChecks.hasUser("no-such-user"));
    }
}
