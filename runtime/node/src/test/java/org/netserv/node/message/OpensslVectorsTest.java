package org.netserv.node.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.netserv.node.message.MessageFixtures.EXAMPLE;
import static org.netserv.node.message.MessageFixtures.parse;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Signatures that OpenSSL 3 made over the canonical bytes of the example: {@code openssl pkeyutl -sign -rawin}, and
 * {@code openssl dgst -sha256 -sign} with {@code rsa_padding_mode:pss}, {@code rsa_pss_saltlen:32}.
 */
class OpensslVectorsTest {

    private record Vector(KeyScheme scheme, String key, String signature) {}

    private static final List<Vector> VECTORS = List.of(new Vector(KeyScheme.ED25519, """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAMxCPNydgGZ0oeP2egUFw7H/Y8iDAOfegnAjD5waNhYs=
            -----END PUBLIC KEY-----
            """, """
            I/uEUYKvBb1nE9ViHMDYq9v4CsvEgn+L7H5UXz5WNQHSrQHZa4FcbPBZVoSJ0ooq
            VAJ7MNRc37MjV0WGD0XVCQ==
            """), new Vector(KeyScheme.RSA_PSS, """
            -----BEGIN PUBLIC KEY-----
            MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAyWF5KzLAbmvKt1ODbpJt
            5kLTIQvcNRoorTwIJE6SpW6RFd/LVzNNuWP0Yx67adKJ5GJ9sDMF1hjCys3O4nVI
            lZuv+QtoGow52VReM1oo80Frgc/zzw8lgEuw6zeFurFA7FX//PkTG/+mGzJTcNim
            vldKAhgI6URUKobAVVKCY8MjRYYJDIyRg5TcEbfWLHkWDXwksNWS/WdJvLLs+j+w
            taLztBOfCX7ptY58xdAiuvnFndSX4XsY9K+dGkFxGqVq0/2yq5E1YZazqwpeGjaN
            lLoJVC8a2zctXdsXcdRwk4LHM9dj5D2pwQvoAa9+ZwXThOEpmnRQHQW0Vz8MbnKr
            YwIDAQAB
            -----END PUBLIC KEY-----
            """, """
            g4j4fubCJ8EB/YtTzQRTDLukO1hCA3YueiOdctezvZGsSTiMO6qgIpMJr0G6oICH
            POmqrd6UuYI7WakVZAvtrCyjIirTHcMuxER5nkzP/dpQ24qMzc4Hr4zeNGK8PjIo
            lGYwoWyw/TpDb9nC8gLlzDuujRR4MPYzsNqR9nmVob+o6a3rCtNk60919rqp5If4
            4AqlJdyiqugvn2XvePFNyffgQS/EuQIgWS1Jray8b97QK1N1xA5F2PwzT7sVHihz
            MttyxT2em6sBqddp57T25FcsU3Z1aZJIJDMJuPRmUJcOmA68joQUIey0zvRmTCDT
            3JoblJcSMt0Uj+gjiszhmA==
            """), new Vector(KeyScheme.ECDSA_P256, """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzZEklD8/JgSCYuNiynVUOazGnjTu
            u8AiefU8loiuNDPngovw/l1Ri01hQX2Q7V9oVtBfXKy2JW64zTBCQdY1Sw==
            -----END PUBLIC KEY-----
            """, """
            MEUCIGJK6oOP3FeEFAmqC3ZdHsry9q8XpiYsX52Q0rRlntgcAiEAvuCrDvlEWI6G
            lPgCLA1v9No/DFdREqENW5Fs80UF9Iw=
            """));

    @Test
    void shouldVerifyWhatAnotherImplementationSigned() throws Exception {
        for (Vector vector : VECTORS) {
            SignatureVerifier verifier = new SignatureVerifier(KeyFiles.parsePublic(vector.key()));
            assertEquals(vector.scheme(), verifier.scheme());
            String signature = vector.signature().replace("\n", "");
            assertTrue(verifier.verify(parse(EXAMPLE).with(Header.SIGNATURE, signature)), vector.scheme().name());
            assertFalse(verifier.verify(
                    parse(EXAMPLE.replace("5060", "5061")).with(Header.SIGNATURE, signature)), vector.scheme().name());
        }
    }
}
