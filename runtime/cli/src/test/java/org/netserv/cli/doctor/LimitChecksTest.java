package org.netserv.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitChecksTest {
    @TempDir
    private Path proc;

    @BeforeEach
    void build() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.createDirectories(proc.resolve("sys/net/netfilter"));
    }

    @Test
    void shouldBeContentWithEnough() throws IOException {
        write("65536", "8000000", "10", "1000");
        assertEquals(List.of(Check.ok("open files", "65536"), Check.ok("memory", "7812 MB available"),
                Check.ok("connections", "10 of 1000")), new LimitChecks(proc).run());
    }

    @Test
    void shouldNameTheCureForEachLimitThatIsTooLow() throws IOException {
        write("1024", "500000", "900", "1000");
        List<Check> checks = new LimitChecks(proc).run();
        assertTrue(checks.stream().allMatch(check -> check.grade() == Check.Grade.WARNING), checks::toString);
        assertTrue(checks.get(0).cure().contains("ulimit -n"), checks::toString);
        assertTrue(checks.get(1).cure().contains("1024 MB"), checks::toString);
        assertTrue(checks.get(2).cure().contains("nf_conntrack_max=2000"), checks::toString);
    }

    @Test
    void shouldSayWhatItCannotFindAndLeaveOutWhatIsNotTracked() {
        List<Check> checks = new LimitChecks(proc).run();
        assertEquals(List.of("not known", "not known"), checks.stream().map(Check::finding).toList());
    }

    @Test
    void shouldReadThisHost() {
        List<Check> checks = new LimitChecks(Path.of("/proc")).run();
        assertTrue(checks.stream().noneMatch(check -> check.finding().equals("not known")), checks::toString);
    }

    private void write(String files, String memory, String connections, String most) throws IOException {
        Files.writeString(proc.resolve("self/limits"), """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            %s                   1048576              files
                """.formatted(files));
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 9000000 kB\nMemAvailable:   " + memory + " kB\n");
        Files.writeString(proc.resolve("sys/net/netfilter/nf_conntrack_count"), connections + "\n");
        Files.writeString(proc.resolve("sys/net/netfilter/nf_conntrack_max"), most + "\n");
    }
}
