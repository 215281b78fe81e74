package org.netserv.perf.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCountersTest {

    @TempDir
    Path net;

    @Test
    void shouldCountBacklogDropsOfTheRoutersCpusAlone() throws IOException {
        String text = Samples.read("softnet_stat");
        assertEquals(3, KernelCounters.softnetDropped(text, Set.of(0)));
        assertEquals(0x1f, KernelCounters.softnetDropped(text, Set.of(1)));
        assertEquals(0x22, KernelCounters.softnetDropped(text, Set.of(0, 1)));
        assertEquals(0, KernelCounters.softnetDropped(text, Set.of(2)));
    }

    @Test
    void shouldReadTablesOfNamesAndValues() throws IOException {
        Map<String, Map<String, Long>> tables = KernelCounters.tables(Samples.read("snmp"));
        assertEquals(Set.of("Ip", "Icmp"), tables.keySet());
        assertEquals(25_000L, tables.getOrDefault("Ip", Map.of()).get("ForwDatagrams"));
        assertEquals(25_030L, tables.getOrDefault("Ip", Map.of()).get("OutTransmits"));
    }

    @Test
    void shouldAddUpConnectionTrackingOverCpus() throws IOException {
        Map<String, Long> sums = KernelCounters.conntrack(Samples.read("nf_conntrack"));
        assertEquals(1024L, sums.get("entries"));
        assertEquals(18L, sums.get("drop"));
        assertEquals(11L, sums.get("insert_failed"));
        assertEquals(0L, sums.get("early_drop"));
    }

    @Test
    void shouldNameEveryPlaceThatLosesPackets() throws IOException {
        write();
        Map<String, Long> losses = new KernelCounters(net, Set.of(1), true).losses();
        assertEquals(Map.ofEntries(Map.entry("Ip.FragFails", 0L), Map.entry("Ip.InAddrErrors", 0L),
                Map.entry("Ip.InDiscards", 2L), Map.entry("Ip.InHdrErrors", 7L), Map.entry("Ip.OutDiscards", 5L),
                Map.entry("Ip.OutNoRoutes", 1L), Map.entry("IpExt.InNoRoutes", 3L),
                Map.entry("IpExt.InTruncatedPkts", 0L), Map.entry("TcpExt.IPReversePathFilter", 4L),
                Map.entry("nf_conntrack.drop", 18L), Map.entry("nf_conntrack.insert_failed", 11L),
                Map.entry("softnet_stat.dropped", 0x1fL)), losses);
    }

    @Test
    void shouldLeaveOutConnectionTrackingWhereThereIsNone() throws IOException {
        write();
        assertEquals(Set.of(), new KernelCounters(net, Set.of(1), false).losses().keySet().stream()
                .filter(name -> name.startsWith("nf_conntrack")).collect(Collectors.toSet()));
    }

    private void write() throws IOException {
        Files.createDirectories(net.resolve("stat"));
        for (String name : new String[]{"softnet_stat", "snmp", "netstat"}) {
            Files.writeString(net.resolve(name), Samples.read(name));
        }
        Files.writeString(net.resolve("stat/nf_conntrack"), Samples.read("nf_conntrack"));
    }
}
