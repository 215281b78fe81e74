package org.netserv.dataplane.xdp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netserv.node.plane.PlaneException;

class RuleWatchTest {
    private static final List<String> INTERFACES = List.of("eth1", "eth2");

    private long nanos = -5;
    private int reads;
    private List<BypassedRule> rules = List.of();
    private boolean failing;
    private final RuleWatch watch = new RuleWatch(this::read, () -> nanos);

    private List<BypassedRule> read() throws PlaneException {
        reads++;
        if (failing) {
            throw new PlaneException("cannot be told");
        }
        return rules;
    }

    @Test
    void shouldNameEachInterfaceWhosePacketsGoPastARuleUntilItIsGone() {
        rules = List.of(new BypassedRule("the rule", InterfaceMatch.of("eth2", false), InterfaceMatch.ANY));
        watch.lookNow(INTERFACES);
        assertEquals(1, watch.troubles().size());
        assertTrue(
                watch.troubles().getFirst().startsWith("packets of interface eth2 leave past rules that have come since"
                        + " the node started: the rule; "),
                watch.troubles()::toString);
        rules = List.of(BypassedRule.forAll("one for all"));
        watch.lookNow(INTERFACES);
        assertEquals(2, watch.troubles().size());
        rules = List.of();
        watch.lookNow(INTERFACES);
        assertEquals(List.of(), watch.troubles());
    }

    @Test
    void shouldSayWhenRulesCannotBeRead() {
        failing = true;
        watch.lookNow(INTERFACES);
        assertEquals(List.of("cannot be told"), watch.troubles());
    }

    @Test
    void shouldNotLookMoreOftenThanOnceAPeriod() {
        watch.look(INTERFACES);
        nanos += RuleWatch.PERIOD.toNanos() - 1;
        watch.look(INTERFACES);
        assertEquals(1, reads);
        nanos++;
        watch.look(INTERFACES);
        assertEquals(2, reads);
    }
}
