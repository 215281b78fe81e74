package org.netserv.isolation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListedClassesTest {
    private static final AtomicInteger INITIALISED = new AtomicInteger();

    private static final class Late {
        static {
            INITIALISED.incrementAndGet();
        }
    }

    @Test
    void shouldInitialiseWhatIsListed() {
        ListedClasses.initialise(AllowList.standard());
        assertEquals(0, INITIALISED.get());
        ListedClasses.initialise(AllowList.parse(List.of(Late.class.getName() + ": | a test's")));
        assertEquals(1, INITIALISED.get());
    }

    @Test
    void shouldSayWhatTheJdkLacks() {
        AllowList list = AllowList.parse(List.of("java.lang.Missing: | a test's"));
        assertEquals("this JDK lacks what modules may use: java.lang.Missing",
                assertThrows(IllegalStateException.class, () -> ListedClasses.initialise(list)).getMessage());
    }
}
