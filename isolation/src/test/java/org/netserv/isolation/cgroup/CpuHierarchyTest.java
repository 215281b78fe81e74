package org.netserv.isolation.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuHierarchyTest {
    private static final String CPU = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup"
            + " rw,cpu,cpuacct";
    private static final String CPUSET = "34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset";
    private static final String UNIFIED = "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw";

    @Test
    void shouldFindVersion1() throws IOException {
        assertEquals(new CpuHierarchy(1, Path.of("/sys/fs/cgroup/cpu,cpuacct/a/b"), false),
                CpuHierarchy.find(List.of("3:cpuset:/x", "4:cpuacct,cpu:/a/b", "0::/y"),
                        List.of(CPUSET, CPU, UNIFIED)));
    }

    @Test
    void shouldFindVersion2WhenControllerIsNotMounted() throws IOException {
        CpuHierarchy expected = new CpuHierarchy(2, Path.of("/sys/fs/cgroup/unified/y"), false);
        assertEquals(expected, CpuHierarchy.find(List.of("3:cpuset:/x", "0::/y"), List.of(CPUSET, UNIFIED)));
        assertEquals(expected, CpuHierarchy.find(List.of("4:cpu:/a", "0::/y"), List.of(CPUSET, UNIFIED)));
    }

    @Test
    void shouldFindOwnGroupWithinContainersPartOfTree() throws IOException {
        String mount = "41 31 0:38 /docker/ab /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw";
        assertEquals(Path.of("/sys/fs/cgroup"), CpuHierarchy.find(List.of("0::/docker/ab"), List.of(mount)).own());
        assertEquals(Path.of("/sys/fs/cgroup/in"),
                CpuHierarchy.find(List.of("0::/docker/ab/in"), List.of(mount)).own());
        assertEquals(Path.of("/sys/fs/cgroup"), CpuHierarchy.find(List.of("0::/"), List.of(mount)).own());
    }

    @Test
    void shouldTellTheRoot() throws IOException {
        assertEquals(new CpuHierarchy(1, Path.of("/sys/fs/cgroup/cpu,cpuacct"), true),
                CpuHierarchy.find(List.of("4:cpuacct,cpu:/"), List.of(CPU)));
    }

    @Test
    void shouldSayThatThereIsNone() {
        assertThrows(IOException.class, () -> CpuHierarchy.find(List.of(), List.of()));
        assertThrows(IOException.class,
                () -> CpuHierarchy.find(List.of("0::/", "4:cpu:/", ""), List.of(CPUSET, "", "-")));
    }
}
