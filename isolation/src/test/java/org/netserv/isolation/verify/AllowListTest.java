package org.netserv.isolation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.isolation.verify.AllowList.Rule;
import org.netserv.node.container.FrameworkContainer;

class AllowListTest {

    @Test
    void shouldNameOnlyWhatThereIs() {
        HostTypes host = new HostTypes();
        List<String> missing = new ArrayList<>();
        for (Rule rule : AllowList.standard().types()) {
            if (!host.has(rule.type())) {
                missing.add(rule.type());
            }
            for (Set<String> members : List.of(rule.listed(), rule.leftOut(), rule.bootstraps(), rule.sized(),
                    rule.growing())) {
                for (String member : members) {
                    int descriptor = member.indexOf('(');
                    boolean there = descriptor < 0 ? host.names(rule.type()).contains(member)
                            : host.declares(rule.type(), member);
                    if (!there) {
                        missing.add(rule.type() + "." + member);
                    }
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void shouldMarkAsSizedOnlyWhatEndsWithANumber() {
        Rule rule = AllowList.parse(List.of("a.B: * grow! copy(I)V+ | x")).types().getFirst();
        assertTrue(rule.permits("grow", "(I)V") && rule.permits("copy", "(I)V"));
        assertTrue(rule.isSized("grow", "(I)V") && rule.isSized("grow", "(Ljava/lang/Object;I)V"));
        assertTrue(!rule.isSized("grow", "([I)V") && !rule.isSized("grow", "(ILjava/lang/Class;)V")
                && !rule.isSized("grow", "()V"));
        assertTrue(rule.isGrowing("copy", "(I)V") && !rule.isGrowing("copy", "()V"));
    }

    @Test
    void shouldListOverloadsAndLeaveThemOut() {
        Rule rule = AllowList.parse(List.of("# remark", "", "a.B: * -c -d(I)V | because")).types().getFirst();
        assertEquals("a/B", rule.type());
        assertTrue(rule.permits("x", "()V") && rule.permits("d", "()V"));
        assertTrue(!rule.permits("c", "()V") && !rule.permits("d", "(I)V"));
    }

    @Test
    void shouldHaveTheVersionOfTheApi() throws Exception {
        String version = AllowList.standard().version();
        assertEquals(FrameworkContainer.API_VERSION, version);
        String pom = Files.readString(Path.of(System.getProperty("netserv.root", ".."), "runtime/api/pom.xml"));
        assertTrue(pom.contains("Export-Package: org.netserv.api;version=" + version + "\n"), "the API's own manifest");
    }

    @Test
    void shouldKeepFromBeingExtended() {
        List<Rule> rules = AllowList.parse(List.of("version: 7", "a.B: -extends c | x")).types();
        assertTrue(!rules.getFirst().extensible() && rules.getFirst().permits("c", "()V"));
        assertTrue(AllowList.parse(List.of("a.B: c | x")).types().getFirst().extensible());
    }

    /** Names that publishers make up must not fill the heap. */
    @Test
    void shouldForgetNamesOfNoType() {
        HostTypes host = new HostTypes();
        for (int i = 0; i < 5_000; i++) {
            assertTrue(!host.has("no/such/Type" + i));
        }
        assertEquals(0, host.unknownNames());
        for (int i = 0; i < 5_000; i++) {
            assertTrue(!host.has("java/lang/Missing" + i));
        }
        assertTrue(host.unknownNames() <= 4_096 && host.unknownNames() > 0, "names: " + host.unknownNames());
    }

    @Test
    void shouldSayWhichLineIsWrong() {
        assertEquals("line 2 is \"a.B: *\": expected \"class: members | reason\"",
                assertThrows(IllegalArgumentException.class, () -> AllowList.parse(List.of("#", "a.B: *")))
                        .getMessage());
        assertEquals("line 2 lists a.B a second time", assertThrows(IllegalArgumentException.class,
                () -> AllowList.parse(List.of("a.B: * | x", "a.B: c | y"))).getMessage());
    }
}
