package org.netserv.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.node.controller.TestHttpServer;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.message.StatusCode;
import org.netserv.node.net.Prefix;
import org.netserv.node.net.Reach;
import org.netserv.node.outbound.OutboundHttp;

class NotifierTest {
    private static final Reach LOOPBACK = new Reach(List.of(Prefix.parse("127.0.0.0/8")), List.of());
    private static final List<Duration> WAITS = List.of(Duration.ofMillis(1), Duration.ofMillis(2),
            Duration.ofMillis(3));
    /** For those who never answer in time. */
    private static final RetryPlan IMPATIENT = new RetryPlan(WAITS, Duration.ofMillis(300));
    private static final RetryPlan QUICK = new RetryPlan(WAITS, Duration.ofSeconds(20));
    private static final RetryPlan PATIENT = new RetryPlan(List.of(Duration.ofMillis(1)), Duration.ofSeconds(20));
    private static final RetryPlan NEVER_AGAIN = new RetryPlan(List.of(Duration.ofDays(1)), Duration.ofSeconds(20));
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n";
    private static final String TAKEN = OK + MethodResponseTest.TAKEN;
    private static final String BUSY = "HTTP/1.1 503 Busy\r\n\r\n";
    private static final Pattern MODULE = Pattern.compile("<name>module</name><value><string>(.*)</string>");
    private static final Pattern ID = Pattern.compile("<name>id</name><value><string>(.*)</string>");

    private final NodeCounters counters = NodeCounters.inMemory();
    private final BlockingQueue<String> givenUp = new LinkedBlockingQueue<>();
    private final List<Notifier> notifiers = new ArrayList<>();
    private TestHttpServer server;

    @BeforeEach
    void open() throws IOException {
        server = new TestHttpServer();
    }

    @AfterEach
    void close() {
        notifiers.forEach(Notifier::close);
        server.close();
    }

    @Test
    void shouldTellOnceInTheOrderOfTheEvents() throws Exception {
        Notifier notifier = notifier(PATIENT);
        URI url = server.inTurn("/rpc", TAKEN);
        for (int i = 0; i < 20; i++) {
            notifier.happened(event("jane", "m_" + i, url));
        }
        for (int i = 0; i < 20; i++) {
            TestHttpServer.Posted posted = server.takePosted();
            assertEquals("m_" + i, first(MODULE, posted));
            assertTrue(posted.head().contains("Content-Type: text/xml"), posted.head()::toString);
        }
        await("sent", 20);
        assertEquals(0, server.untaken());
    }

    @Test
    void shouldTellNobodyOfWhatNobodyAskedFor() {
        notifier(PATIENT).happened(new ModuleEvent("jane", "m_1", ModuleEvent.Kind.INSTALLED, StatusCode.DONE, "",
                Instant.EPOCH, null));
        assertCounts(0, 0, 0, 0, 0);
    }

    @Test
    void shouldTryAgainWithTheSameId() throws Exception {
        notifier(PATIENT).happened(event("jane", "m_1", server.inTurn("/rpc", BUSY, TAKEN)));
        String id = first(ID, server.takePosted());
        assertEquals(id, first(ID, server.takePosted()));
        await("sent", 1);
        assertCounts(1, 1, 0, 0, 0);
    }

    @Test
    void shouldGiveUpAfterFourTries() throws Exception {
        notifier(QUICK).happened(event("jane", "m_1", server.inTurn("/secret", BUSY)));
        assertEquals(server.uri("").toString() + " was not told that it is installed, after 4 tries: it answers 503",
                givenUp());
        assertEquals(4, server.requests());
        assertCounts(0, 3, 1, 0, 0);
    }

    @Test
    void shouldGiveUpWhoDoesNotAnswerInTime() throws Exception {
        Notifier notifier = notifier(IMPATIENT);
        notifier.happened(event("jane", "m_1", server.hang("/hang")));
        assertTrue(givenUp().endsWith("after 4 tries: it did not answer within 300 ms"));
        notifier.happened(event("jane", "m_1", server.trickle("/trickle")));
        assertTrue(givenUp().endsWith("after 4 tries: it did not answer within 300 ms"));
        assertCounts(0, 6, 2, 0, 0);
    }

    @Test
    void shouldTryAgainWhoIsNotThere() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        notifier(QUICK).happened(event("jane", "m_1", URI.create("http://127.0.0.1:" + port + "/")));
        String why = givenUp();
        assertTrue(why.contains("after 4 tries: ConnectException"), why);
        assertCounts(0, 3, 1, 0, 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"HTTP/1.1 404 No\\r\\n\\r\\n | it answers 404: expected 200",
        "HTTP/1.1 302 Found\\r\\nLocation: /other\\r\\n\\r\\n | it answers 302: expected 200",
        "HTTP/1.1 204 None\\r\\n\\r\\n | it answers 204: expected 200",
        "HTTP/1.1 200 OK\\r\\n\\r\\n<html/> | its answer is not a methodResponse",
        "HTTP/1.1 200 OK\\r\\n\\r\\n | its answer is no well formed XML"})
    void shouldNotTryAgainWhatWouldBeTheSame(String answer, String why) throws Exception {
        notifier(QUICK).happened(event("jane", "m_1",
                server.inTurn("/", answer.replace("\\r", "\r").replace("\\n", "\n"))));
        assertEquals(server.uri("") + " was not told that it is installed, after 1 try: " + why, givenUp());
        assertEquals(1, server.requests());
        assertCounts(0, 0, 1, 0, 0);
    }

    @Test
    void shouldReportAFault() throws Exception {
        notifier(PATIENT).happened(event("jane", "m_1", server.inTurn("/", OK + MethodResponseTest.FAULT)));
        assertTrue(givenUp().endsWith("after 1 try: it answers with fault 1 <class 'Exception'>:no"));
    }

    @Test
    void shouldNotReadAnAnswerWithoutEnd() throws Exception {
        notifier(PATIENT).happened(event("jane", "m_1", server.endless("/")));
        assertTrue(givenUp().endsWith("after 1 try: its answer is longer than 65536 bytes"));
        assertCounts(0, 0, 1, 0, 0);
    }

    @Test
    void shouldNotConnectWhereTheOperatorDoesNotAllow() throws Exception {
        Notifier careful = notifier(PATIENT, Reach.DEFAULT);
        careful.happened(event("jane", "m_1", server.inTurn("/", TAKEN)));
        assertEquals(server.uri("") + " was not told that it is installed: this node does not connect to 127.0.0.1: "
                + "127.0.0.1 is loopback", givenUp());
        assertEquals(0, server.requests());
        assertCounts(0, 0, 0, 0, 1);
    }

    @Test
    void shouldDropWhatIsTooMuchOfOnePublisherAlone() throws Exception {
        Notifier notifier = notifier(NEVER_AGAIN);
        URI busy = server.inTurn("/busy", BUSY);
        notifier.happened(event("jane", "m_first", busy));
        server.takePosted();
        for (int i = 0; i < Outbox.CAPACITY + 5; i++) {
            notifier.happened(event("jane", "m_" + i, busy));
        }
        assertTrue(givenUp().endsWith("64 notifications of the publisher's are waiting"));
        assertCounts(0, 0, 0, 5, 0);
        assertTrue(givenUp.isEmpty(), "said once");
        notifier.happened(event("john", "n_1", server.inTurn("/rpc", TAKEN)));
        assertEquals("/rpc", server.takePosted().path());
        await("sent", 1);
    }

    @Test
    void shouldNotKeepOthersWaitingForOneWhoHangs() throws Exception {
        Notifier notifier = notifier(PATIENT);
        URI hang = server.hang("/hang");
        for (int i = 0; i < Exchange.AT_ONCE - 1; i++) {
            notifier.happened(event("user" + i, "m_1", hang));
            server.takePosted();
        }
        notifier.happened(event("john", "n_1", server.inTurn("/rpc", TAKEN)));
        assertEquals("/rpc", server.takePosted().path());
        await("sent", 1);
    }

    @Test
    void shouldHaveNoMoreThanSoManyCallsAtOnce() throws Exception {
        Notifier notifier = notifier(new RetryPlan(List.of(), Duration.ofDays(1)));
        URI hang = server.hang("/hang");
        for (int i = 0; i < Exchange.AT_ONCE + 4; i++) {
            notifier.happened(event("user" + i, "m_1", hang));
        }
        for (int i = 0; i < Exchange.AT_ONCE; i++) {
            server.takePosted();
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        assertEquals(0, server.untaken());
    }

    @Test
    void shouldTellNobodyAfterItsEnd() throws Exception {
        Notifier notifier = notifier(NEVER_AGAIN);
        URI busy = server.inTurn("/busy", BUSY);
        notifier.happened(event("jane", "m_1", busy));
        server.takePosted();
        notifier.happened(event("jane", "m_2", busy));
        notifier.happened(event("john", "n_1", server.hang("/hang")));
        server.takePosted();
        notifier.close();
        await("dropped", 3);
        notifier.happened(event("jane", "m_3", busy));
        notifier.happened(event("jim", "o_1", busy));
        assertCounts(0, 0, 0, 5, 0);
        assertEquals(2, server.requests());
    }

    private Notifier notifier(RetryPlan plan) {
        return notifier(plan, LOOPBACK);
    }

    private Notifier notifier(RetryPlan plan, Reach reach) {
        Notifier notifier = new Notifier("node-1", new OutboundHttp(reach), plan, counters,
                (event, why) -> givenUp.add(why));
        notifiers.add(notifier);
        return notifier;
    }

    private static ModuleEvent event(String user, String module, URI url) {
        return new ModuleEvent(user, module, ModuleEvent.Kind.INSTALLED, StatusCode.DONE, "detail", Instant.EPOCH, url);
    }

    private String givenUp() throws InterruptedException {
        String why = givenUp.poll(20, TimeUnit.SECONDS);
        assertTrue(why != null, "nothing was given up");
        return why;
    }

    private static String first(Pattern pattern, TestHttpServer.Posted posted) {
        Matcher matcher = pattern.matcher(posted.body());
        assertTrue(matcher.find(), posted.body());
        return matcher.group(1);
    }

    private long count(String outcome) {
        return counters.snapshot().getOrDefault("notify." + outcome, 0L);
    }

    private void await(String outcome, long expected) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (count(outcome) != expected && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        assertEquals(expected, count(outcome), outcome);
    }

    private void assertCounts(long sent, long retried, long failed, long dropped, long refused) {
        assertEquals(List.of(sent, retried, failed, dropped, refused), List.of(count("sent"), count("retried"),
                count("failed"), count("dropped"), count("refused")));
    }
}
