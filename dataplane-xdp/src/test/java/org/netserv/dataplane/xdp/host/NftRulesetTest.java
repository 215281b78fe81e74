package org.netserv.dataplane.xdp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class NftRulesetTest {

    @Test
    void shouldFindChainsThatForwardedPacketsMeetButThoseOfIptables() {
        List<BypassedRule> found = NftRuleset
                .rules("""
                        {"nftables": [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}},
                         {"table": {"family": "inet", "name": "fw", "handle": 1}},
                         {"chain": {"family": "inet", "table": "fw", "name": "in", "hook": "input", "policy": "drop"}},
                         {"chain": {"family": "inet", "table": "fw", "name": "f", "hook": "forward", "policy": "drop"}},
                         {"chain": {"family": "inet", "table": "fw", "name": "empty", "hook": "prerouting", "policy": "accept"}},
                         {"chain": {"family": "inet", "table": "fw", "name": "helper"}},
                         {"rule": {"family": "inet", "table": "fw", "chain": "in", "handle": 2, "expr": [{"accept": null}]}},
                         {"rule": {"family": "inet", "table": "fw", "chain": "f", "expr": [
                          {"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": {"set": ["eth1", "eth2"]}}},
                          {"accept": null}]}},
                         {"rule": {"family": "inet", "table": "fw", "chain": "f", "expr": [
                          {"match": {"op": "==", "left": {"meta": {"key": "oifname"}}, "right": "eth7"}}, {"drop": null}]}},
                         {"chain": {"family": "ip", "table": "nat", "name": "POSTROUTING", "hook": "postrouting"}},
                         {"rule": {"family": "ip", "table": "nat", "chain": "POSTROUTING", "expr": [{"xt": null}]}}]}
                        """);
        assertEquals(
                List.of("nft chain inet fw f, policy drop", "nft chain inet fw f, 1 rule",
                        "nft chain inet fw f, 1 rule"),
                found.stream().map(BypassedRule::text).toList());
        assertTrue(found.get(1).concerns("eth2"));
        assertFalse(found.get(1).concerns("eth7"));
        assertTrue(found.get(2).concerns("eth7"));
        assertFalse(found.get(2).concerns("eth1"));
    }

    @Test
    void shouldHoldWhatItDoesNotUnderstandForOfAnyInterface() {
        List<BypassedRule> found = NftRuleset.rules("""
                {"nftables": [{"chain": {"family": "netdev", "table": "t", "name": "c", "hook": "ingress"}},
                 {"rule": {"family": "netdev", "table": "t", "chain": "c", "expr": [
                  {"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": {"range": ["a", "b"]}}}]}}]}
                """);
        assertTrue(found.getFirst().concerns("eth1"));
        assertEquals(List.of(), NftRuleset.rules("{}"));
    }
}
