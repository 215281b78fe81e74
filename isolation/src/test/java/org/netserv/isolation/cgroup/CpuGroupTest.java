package org.netserv.isolation.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Version 2, on a folder that looks like it. */
class CpuGroupTest {
    @TempDir
    Path own;

    private Path all() {
        return own.resolve("netserv-" + ProcessHandle.current().pid());
    }

    private Path group() {
        return all().resolve("alice");
    }

    @Test
    void shouldMakeThreadedGroupWithWeightAndPutThreadIn() throws Exception {
        CpuGroup group = CpuGroup.create(new CpuHierarchy(2, own, false), "alice", 300);
        group.enter();
        assertEquals("threaded", Files.readString(group().resolve("cgroup.type")));
        assertEquals("300", Files.readString(group().resolve("cpu.weight")));
        assertEquals("+cpu", Files.readString(own.resolve("cgroup.subtree_control")));
        assertEquals("threaded", Files.readString(all().resolve("cgroup.type")));
        assertEquals("+cpu", Files.readString(all().resolve("cgroup.subtree_control")));
        String thread = Files.readString(group().resolve("cgroup.threads"));
        assertTrue(Files.exists(Path.of("/proc/self/task", thread)), thread);
        assertThrows(IOException.class, group::remove, "here its files are real");
        assertEquals(thread, Files.readString(own.resolve("cgroup.threads")), "the thread is back");
        for (Path folder : List.of(group(), all())) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        }
        group.remove();
        assertTrue(Files.notExists(all()));
        group.remove();
    }

    @Test
    void shouldNameFileThatCannotBeWritten() throws Exception {
        Files.createDirectory(own.resolve("cgroup.subtree_control"));
        IOException refused = assertThrows(IOException.class,
                () -> CpuGroup.create(new CpuHierarchy(2, own, false), "alice", 100));
        assertTrue(String.valueOf(refused.getMessage()).contains("cgroup.subtree_control"), refused::toString);
    }
}
