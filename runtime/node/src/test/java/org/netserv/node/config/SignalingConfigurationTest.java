package org.netserv.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netserv.node.config.Configuration.TlsPeer;
import org.netserv.node.message.KeyFiles;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;

/** The element {@code <signaling>}, and the files of its {@code <tls>}. */
class SignalingConfigurationTest {
    private static final int LINE = 3;
    private static final String TLS = "<tls port='30001' certificate='node.pem' key='node.key' authorities='ca.pem'";

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeFiles() throws Exception {
        Credential node = Credential.of(folder, "node");
        Credential other = Credential.of(folder, "other");
        Files.writeString(folder.resolve("ca.pem"), other.certificate());
        Files.writeString(folder.resolve("node.pem"), node.certificate() + other.certificate());
        Files.writeString(folder.resolve("node.key"), node.key());
        Files.writeString(folder.resolve("other.key"), other.key());
        Files.writeString(folder.resolve("rsa.key"), KeyFiles.toPem(KeyScheme.RSA_PSS.generate().getPrivate()));
        Files.writeString(folder.resolve("noise.pem"), "noise");
        Files.writeString(folder.resolve("empty.pem"), "");
        Files.writeString(folder.resolve("broken.pem"),
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    }

    /** A key and a certificate that says itself whose it is, both in PEM. */
    private record Credential(String certificate, String key) {
        static Credential of(Path folder, String name) throws Exception {
            Path store = folder.resolve(name + ".p12");
            keytool("-genkeypair", "-alias", "k", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name,
                    "-keystore", store.toString(), "-storepass", "changeit");
            char[] password = "changeit".toCharArray();
            KeyStore keys = KeyStore.getInstance(store.toFile(), password);
            return new Credential(
                    keytool("-exportcert", "-rfc", "-alias", "k", "-keystore", store.toString(), "-storepass",
                            "changeit"),
                    KeyFiles.toPem(keys.getKey("k", password)));
        }

        private static String keytool(String... arguments) throws Exception {
            List<String> command = new ArrayList<>(
                    List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
            return said;
        }
    }

    private static Configuration read(String element) throws Exception {
        return ConfigurationReader.read(Files.writeString(folder.resolve("netserv.xml"), """
                <netserv node-id="edge-1" state="state">
                  <control socket="control.sock"/>
                  %s
                </netserv>
                """.formatted(element)));
    }

    @Test
    void shouldTakeNoPartUnlessToldTo() throws Exception {
        assertNull(read("").signaling());
        assertEquals(new Configuration.Signaling(List.of(), Configuration.NO_PORT, Configuration.NO_PORT, null),
                read("<signaling/>").signaling());
    }

    @Test
    void shouldReadAllThatCanBeSaidOfDatagramsAndTcp() throws Exception {
        assertEquals(
                new Configuration.Signaling(List.of(IpAddress.parse("192.0.2.1"), IpAddress.parse("2001:db8::1")),
                        30_000, 0xFFFF, null),
                read("<signaling addresses=' 192.0.2.1\n 2001:db8::1 ' tcp-port='30000' router-alert='65535'/>")
                        .signaling());
        assertEquals(new Configuration.Signaling(List.of(), Configuration.NO_PORT, 0, null),
                read("<signaling addresses='' router-alert='0'/>").signaling());
    }

    @Test
    void shouldReadKeysCertificatesAndPeersOfFilesBesideIt() throws Exception {
        Configuration.Tls tls = tls("<signaling tcp-port='30000'>" + TLS + """
                ><peer name='old.example' allow='false'/><peer name='*.example' prefixes='192.0.2.0/24'/>
                </tls></signaling>""");
        assertEquals(30_001, tls.port());
        assertEquals(List.of("CN=node", "CN=other"),
                tls.certificates().stream().map(each -> each.getSubjectX500Principal().getName()).toList());
        assertEquals(List.of(tls.certificates().get(1)), tls.authorities());
        assertEquals(List.of(new TlsPeer("old.example", Prefix.ALL_IPV4, false),
                new TlsPeer("old.example", Prefix.ALL_IPV6, false),
                new TlsPeer("*.example", Prefix.parse("192.0.2.0/24"), true)), tls.peers());
    }

    @Test
    void shouldLeaveItToTheAuthoritiesWhoIsAPeerUnlessPeersAreNamed() throws Exception {
        assertEquals(
                List.of(new TlsPeer("*", Prefix.ALL_IPV4, true), new TlsPeer("*", Prefix.ALL_IPV6, true)),
                tls("<signaling>" + TLS + "/></signaling>").peers());
    }

    @Test
    void shouldTellWhetherFilesHaveChangedAndNeverShowTheKey() throws Exception {
        Configuration.Tls before = tls("<signaling>" + TLS + "/></signaling>");
        assertEquals(before, tls("<signaling>" + TLS + "/></signaling>"));
        assertNotEquals(before,
                tls("<signaling>" + TLS.replace("ca.pem", "node.pem") + "/></signaling>"));
        assertEquals("Tls[port=30001, subject=CN=node]", before.toString());
    }

    private static Configuration.Tls tls(String element) throws Exception {
        Configuration.Signaling signaling = read(element).signaling();
        assertNotNull(signaling);
        Configuration.Tls tls = signaling.tls();
        assertNotNull(tls);
        return tls;
    }

    /** What stands on line 3, the element of the problem, a part of its sentence. */
    static Object[][] faults() {
        return new Object[][]{
            {"<signaling addresses='192.0.2.256'/>", "signaling", "addresses: \"192.0.2.256\" is not an IP address"},
            {"<signaling addresses='192.0.2.1 edge.example'/>", "signaling", "\"edge.example\" is not an IP address"},
            {"<signaling addresses='192.0.2.0/24'/>", "signaling", "\"192.0.2.0/24\" is not an IP address"},
            {"<signaling addresses='192.0.2.1 192.0.2.1'/>", "signaling", "address 192.0.2.1 is there twice"},
            {"<signaling tcp-port='0'/>", "signaling", "tcp-port=\"0\": expected a whole number from 1 to 65535"},
            {"<signaling tcp-port='65536'/>", "signaling", "tcp-port=\"65536\": expected a whole number from 1 to"},
            {"<signaling tcp-port=''/>", "signaling", "tcp-port=\"\": expected a whole number from 1 to 65535"},
            {"<signaling router-alert='-1'/>", "signaling", "router-alert=\"-1\": expected a whole number from 0 to"},
            {"<signaling router-alert='65536'/>", "signaling", "expected a whole number from 0 to 65535"},
            {"<signaling router-alert='no'/>", "signaling", "router-alert=\"no\": expected a whole number"},
            {"<signaling udp-port='270'/>", "signaling", "Attribute 'udp-port' is not allowed"},
            {"<signaling><plain/></signaling>", "plain", "Invalid content was found"},
            {"<signaling>text</signaling>", "signaling", "cannot have character"}};
    }

    static Object[][] tlsFaults() {
        return new Object[][]{{TLS.replace("port='30001' ", "") + "/>", "tls", "Attribute 'port' must appear"},
            {TLS.replace(" certificate='node.pem'", "") + "/>", "tls", "Attribute 'certificate' must appear"},
            {TLS.replace(" key='node.key'", "") + "/>", "tls", "Attribute 'key' must appear"},
            {TLS.replace(" authorities='ca.pem'", "") + "/>", "tls", "Attribute 'authorities' must appear"},
            {TLS + " password='x'/>", "tls", "Attribute 'password' is not allowed"},
            {TLS.replace("30001", "0") + "/>", "tls", "port=\"0\": expected a whole number from 1 to 65535"},
            {TLS.replace("30001", "30000") + "/>", "tls", "port 30000 is tcp-port, too: expected another one"},
            {TLS.replace("node.pem", "none.pem") + "/>", "tls", "certificate=\"none.pem\": there is no file "},
            {TLS.replace("node.pem", ".") + "/>", "tls", "certificate=\".\": "},
            {TLS.replace("node.pem", "noise.pem") + "/>", "tls", "expected X.509 in PEM"},
            {TLS.replace("node.pem", "empty.pem") + "/>", "tls", "expected X.509 in PEM"},
            {TLS.replace("node.pem", "broken.pem") + "/>", "tls", "expected X.509 in PEM"},
            {TLS.replace("ca.pem", "none.pem") + "/>", "tls", "authorities=\"none.pem\": there is no file "},
            {TLS.replace("ca.pem", "node.key") + "/>", "tls", "expected X.509 in PEM"},
            {TLS.replace("node.key", "none.key") + "/>", "tls", "key=\"none.key\": there is no file "},
            {TLS.replace("node.key", "node.pem") + "/>", "tls", "expected one block BEGIN PRIVATE KEY"},
            {TLS.replace("node.key", "other.key") + "/>", "tls", "the key is of another certificate"},
            {TLS.replace("node.key", "rsa.key") + "/>", "tls", "the key is of another certificate"},
            {TLS + "/>" + TLS + "/>", "tls", "Invalid content was found"},
            {TLS + "><peer/></tls>", "peer", "Attribute 'name' must appear"},
            {TLS + "><peer name=''/></tls>", "peer", "name=\"\": expected a host name"},
            {TLS + "><peer name='r*.example'/></tls>", "peer", "name=\"r*.example\": expected a host name"},
            {TLS + "><peer name='a' allow='no'/></tls>", "peer", "allow=\"no\": expected true or false"},
            {TLS + "><peer name='a' prefixes='10.0.0.1/8'/></tls>", "peer", "expected 10.0.0.0/8"}};
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldNameLineElementAndExpectation(String xml, String element, String fragment) {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> read(xml));
        assertEquals(1, e.problems().size(), e::getMessage);
        ConfigurationException.Problem problem = e.problems().getFirst();
        assertEquals(LINE, problem.line(), e::getMessage);
        assertEquals(element, problem.element(), e::getMessage);
        assertTrue(problem.sentence().contains(fragment), e::getMessage);
        assertFalse(String.valueOf(e.getMessage()).contains("cvc-"), e::getMessage);
    }

    @ParameterizedTest
    @MethodSource("tlsFaults")
    void shouldNameWhatIsWrongWithTls(String xml, String element, String fragment) {
        shouldNameLineElementAndExpectation("<signaling tcp-port='30000'>" + xml + "</signaling>", element, fragment);
    }
}
