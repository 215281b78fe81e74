package org.netserv.perf.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.rig.Exec;
import org.netserv.rig.Privilege;

class SourceTreeTest {
    private static final String NOBODY = "65534";

    @TempDir
    private Path root = Path.of("");

    @Test
    void shouldKnowNoCommitOutsideOfASourceTree() {
        assertEquals("unknown", SourceTree.commit(root));
    }

    @Test
    void shouldTellATreeThatHasChangesFromOneThatHasNone() throws IOException {
        String commit = commitAFile();
        assertTrue(commit.matches("[0-9a-f]{7}"), commit);
        assertEquals(commit, SourceTree.commit(root));
        Files.createDirectories(root.resolve("results"));
        Files.writeString(root.resolve("results/run"), "of no account");
        assertEquals(commit, SourceTree.commit(root));
        Files.writeString(root.resolve("another"), "of account");
        assertEquals(commit + "+", SourceTree.commit(root));
    }

    @Test
    void shouldNotCallATreeUnchangedThatGitCannotLookAt() throws IOException {
        String commit = commitAFile();
        Files.writeString(root.resolve(".git/index"), "damaged");
        assertEquals(commit + "+", SourceTree.commit(root));
    }

    @Test
    void shouldNotCallATreeUnchangedThatBelongsToSomebodyElse() throws IOException {
        commitAFile();
        if (Privilege.isRoot()) {
            Exec.run(List.of("chown", "-R", NOBODY, root.toString())).orThrow();
            assertEquals("unknown", SourceTree.commit(root));
        }
    }

    private String commitAFile() throws IOException {
        Files.writeString(root.resolve("file"), "content");
        git("init", "--quiet");
        git("add", "file");
        git("-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false", "commit",
                "--quiet",
                "-m", "a file");
        return git("rev-parse", "--short=7", "HEAD").strip();
    }

    private String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(arguments));
        return Exec.run(command).orThrow().stdout();
    }
}
