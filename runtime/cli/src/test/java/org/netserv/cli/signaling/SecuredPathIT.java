package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.ConfigurationReader;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.api.Notification;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.api.Transfer;
import org.netserv.signaling.engine.Count;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.transport.GistNode;
import org.netserv.signaling.transport.GistSignaling;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

/** Two nodes as their configurations want them, files and all, with a router between them; messages that must be secret. */
class SecuredPathIT {
    private static final SessionId SESSION = new SessionId(4, 2);
    private static final IpAddress NEAR = IpAddress.parse(Chain.address(Chain.FIRST_NODE, 1, true));
    private static final IpAddress FAR = IpAddress.parse(Chain.address(Chain.SECOND_NODE - 1, 2, true));
    private static final Mri FLOW = Mri.of(NEAR, FAR);
    private static final int PATIENCE_MILLIS = 20_000;

    @TempDir
    static Path folder;

    private static Chain chain;

    private final Application near = new Application();
    private final Application far = new Application();

    @BeforeAll
    static void build() throws Exception {
        chain = new Chain("gisttls");
        TestAuthority ours = new TestAuthority(folder, "ours");
        ours.issue("near.edge.example");
        ours.issue("far.edge.example");
        new TestAuthority(folder, "others").issue("far.others.example");
    }

    @AfterAll
    static void remove() {
        chain.close();
    }

    private static GistNode node(int host, IpAddress address, String name, String peers, Application application)
            throws Exception {
        Path file = Files.writeString(folder.resolve(name + ".xml"), """
                <netserv node-id="%s" state="state">
                  <control socket="control.sock"/>
                  <signaling addresses="%s" tcp-port="30000">
                    <tls port="30001" certificate="%s.pem" key="%s.key" authorities="ours.pem">%s</tls>
                  </signaling>
                </netserv>
                """.formatted(name, address, name, name, peers));
        Configuration.Signaling settings = Objects.requireNonNull(ConfigurationReader.read(file).signaling());
        return chain.on(host, () -> GistSignaling.node(settings).host(application).start());
    }

    private GistNode near(String name, String peers) throws Exception {
        return node(Chain.FIRST_NODE, NEAR, name, peers, near);
    }

    private GistNode far(String name) throws Exception {
        return node(Chain.SECOND_NODE, FAR, name, "", far);
    }

    private static void tell(GistNode from) {
        from.send(Outgoing.of(Application.ID, SESSION, FLOW, Application.words("secret"), Transfer.SECURE));
    }

    private static long ask(GistNode node, ToLongFunction<Engine> question) throws InterruptedException {
        long[] answer = new long[1];
        CountDownLatch done = new CountDownLatch(1);
        node.call(engine -> {
            answer[0] = question.applyAsLong(engine);
            done.countDown();
        });
        done.await();
        return answer[0];
    }

    private static void assertCounted(GistNode node) throws InterruptedException {
        for (int i = 0; i < PATIENCE_MILLIS && node.counters().get(Count.DROPPED_NOT_AUTHORISED) == 0; i += 20) {
            Thread.sleep(20);
        }
        assertTrue(node.counters().get(Count.DROPPED_NOT_AUTHORISED) >= 1, "not counted");
    }

    /** There is no session at the far end, and none any more at the near one. */
    private void assertFallen(GistNode querier, GistNode responder) throws Exception {
        near.await(Notification.Kind.ROUTE_GONE);
        assertCounted(querier);
        assertCounted(responder);
        assertEquals(0, ask(querier, Engine::states));
        assertEquals(0, ask(responder, Engine::states));
        assertEquals(0, ask(responder, Engine::associations));
        assertTrue(far.isSilent());
    }

    @Test
    void shouldCarrySecretsBetweenNodesOfOneAuthority() throws Exception {
        String known = "<peer name='*.edge.example' prefixes='10.0.0.0/8'/>";
        try (GistNode responder = far("far.edge.example"); GistNode querier = near("near.edge.example", known)) {
            tell(querier);
            assertEquals("secret", Application.text(far.next()));
            responder.send(Outgoing.of(Application.ID, SESSION, FLOW.withDirection(true),
                    Application.words("kept"), Transfer.RELIABLE));
            assertEquals("kept", Application.text(near.next()));
            assertEquals(1, ask(querier, Engine::associations));
            assertEquals(0, querier.counters().get(Count.DROPPED_NOT_AUTHORISED)
                    + responder.counters().get(Count.DROPPED_NOT_AUTHORISED));
        }
    }

    @Test
    void shouldRefuseAPeerWithACertificateOfAnotherAuthority() throws Exception {
        try (GistNode responder = far("far.others.example"); GistNode querier = near("near.edge.example", "")) {
            tell(querier);
            assertFallen(querier, responder);
        }
    }

    @Test
    void shouldRefuseAQuerierWithACertificateOfAnotherAuthority() throws Exception {
        try (GistNode responder = far("far.edge.example"); GistNode querier = near("far.others.example", "")) {
            tell(querier);
            assertFallen(querier, responder);
        }
    }

    @Test
    void shouldRefuseAPeerThatTheConfigurationDoesNotName() throws Exception {
        try (GistNode responder = far("far.edge.example");
                GistNode querier = near("near.edge.example", "<peer name='*.core.example'/>")) {
            tell(querier);
            assertFallen(querier, responder);
        }
    }
}
