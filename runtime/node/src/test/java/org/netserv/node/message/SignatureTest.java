package org.netserv.node.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.netserv.node.message.MessageFixtures.fullSetup;
import static org.netserv.node.message.MessageFixtures.parse;

import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignatureTest {

    @ParameterizedTest
    @EnumSource(KeyScheme.class)
    void shouldVerifyWhatItSignedAfterAWayThroughText(KeyScheme scheme) throws Exception {
        KeyPair pair = scheme.generate();
        ControlMessage signed = new MessageSigner(pair.getPrivate()).sign(fullSetup());
        SignatureVerifier verifier = new SignatureVerifier(pair.getPublic());
        assertTrue(verifier.verify(parse(MessageWriter.bytes(signed))));
        assertEquals(scheme, verifier.scheme());
        assertFalse(new SignatureVerifier(scheme.generate().getPublic()).verify(signed));
    }

    @Test
    void shouldNotVerifyWhicheverBitIsFlipped() throws Exception {
        KeyPair pair = KeyScheme.ED25519.generate();
        byte[] text = MessageWriter.bytes(new MessageSigner(pair.getPrivate()).sign(fullSetup()));
        SignatureVerifier verifier = new SignatureVerifier(pair.getPublic());
        byte[] original = CanonicalForm.of(parse(text));
        int verified = 0;
        for (int bit = 0; bit < text.length * 8; bit++) {
            text[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                ControlMessage changed = parse(text);
                if (verifier.verify(changed)) {
                    // The same message, written otherwise: a header's name in upper case.
                    assertArrayEquals(original, CanonicalForm.of(changed), "bit=" + bit);
                    verified++;
                }
            } catch (ControlMessageException refused) {
                assertTrue(refused.line() >= 1);
            }
            text[bit / 8] ^= (byte) (1 << bit % 8);
        }
        long letters = fullSetup().headers().stream().flatMapToInt(header -> header.name().chars())
                .filter(Character::isLetter).count() + "signature".length();
        assertEquals(letters, verified);
    }

    @ParameterizedTest
    @EnumSource(KeyScheme.class)
    void shouldNotVerifyABrokenSignature(KeyScheme scheme) {
        KeyPair pair = scheme.generate();
        ControlMessage signed = new MessageSigner(pair.getPrivate()).sign(fullSetup());
        SignatureVerifier verifier = new SignatureVerifier(pair.getPublic());
        String good = signed.value(Header.SIGNATURE);
        assertFalse(verifier.verify(fullSetup()));
        for (String bad : new String[]{"", "=", "AAAA", "no base64", good + "AAAA", good.substring(4), good + "=",
            "MAYCAQACAQA=", Base64.getEncoder().encodeToString(new byte[64])}) {
            assertFalse(verifier.verify(signed.with(Header.SIGNATURE, bad)), bad);
        }
        byte[] bytes = Base64.getDecoder().decode(good);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            String flipped = Base64.getEncoder().encodeToString(bytes);
            assertFalse(verifier.verify(signed.with(Header.SIGNATURE, flipped)), "bit=" + bit);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void shouldTakeOneSpellingOfASignatureOnly() {
        KeyPair pair = KeyScheme.ED25519.generate();
        ControlMessage signed = new MessageSigner(pair.getPrivate()).sign(fullSetup());
        String good = signed.value(Header.SIGNATURE);
        assertTrue(good.endsWith("=="));
        char last = good.charAt(good.length() - 3);
        String other = good.substring(0, good.length() - 3) + (char) (last + 1) + "==";
        assertArrayEquals(Base64.getDecoder().decode(good), Base64.getDecoder().decode(other));
        SignatureVerifier verifier = new SignatureVerifier(pair.getPublic());
        assertFalse(verifier.verify(signed.with(Header.SIGNATURE, other)));
        assertFalse(verifier.verify(signed.with(Header.SIGNATURE, good.replace("=", ""))));
        assertTrue(verifier.verify(signed));
    }

    @Test
    void shouldSignRsaWithPssOverSha256AndNothingElse() throws Exception {
        KeyPair pair = KeyScheme.RSA_PSS.generate();
        SignatureVerifier verifier = new SignatureVerifier(pair.getPublic());
        ControlMessage message = fullSetup();
        assertTrue(verifier.verify(message.with(Header.SIGNATURE, pss(pair, message, 32))));
        assertFalse(verifier.verify(message.with(Header.SIGNATURE, pss(pair, message, 20))));
        Signature old = Signature.getInstance("SHA256withRSA");
        old.initSign(pair.getPrivate());
        old.update(CanonicalForm.of(message));
        assertFalse(verifier.verify(message.with(Header.SIGNATURE, Base64.getEncoder().encodeToString(old.sign()))));
    }

    @Test
    void shouldRefuseWeakKeysAndOtherKinds() throws Exception {
        assertRefused("an RSA key of 1024 bits: expected 2048", pair("RSA", 1024).getPublic());
        assertRefused("an RSA key of 1024 bits: expected 2048", pair("RSA", 1024).getPrivate());
        assertRefused("expected Ed25519, RSA", KeyPairGenerator.getInstance("Ed448").generateKeyPair().getPublic());
        assertRefused("expected Ed25519, RSA", KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        assertRefused("expected Ed25519, RSA", pair("DSA", 2048).getPublic());
        KeyPairGenerator elliptic = KeyPairGenerator.getInstance("EC");
        elliptic.initialize(new ECGenParameterSpec("secp384r1"));
        assertRefused("EC on P-256", elliptic.generateKeyPair().getPublic());
        assertNotEquals(null, KeyScheme.of(pair("RSA", 2048).getPublic()));
    }

    @Test
    void shouldRefuseAnEd25519KeyThatSignsWhateverAnybodyLikes() throws Exception {
        // Of low order, the neutral element first: signatures that hold for many messages can be made without a private key.
        for (String point : new String[]{"01" + "00".repeat(31), "ec" + "ff".repeat(30) + "7f", "00".repeat(32),
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"}) {
            byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + point);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            var e = assertThrows(IllegalArgumentException.class, () -> new SignatureVerifier(key), point);
            assertTrue(String.valueOf(e.getMessage()).contains("no multiple of the base point"), e::getMessage);
        }
    }

    private static void assertRefused(String fragment, Key key) {
        var e = assertThrows(IllegalArgumentException.class, () -> KeyScheme.of(key));
        assertTrue(String.valueOf(e.getMessage()).contains(fragment), e::getMessage);
    }

    private static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String pss(KeyPair pair, ControlMessage message, int salt) throws Exception {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt, 1));
        signature.initSign(pair.getPrivate());
        signature.update(CanonicalForm.of(message));
        return Base64.getEncoder().encodeToString(signature.sign());
    }
}
