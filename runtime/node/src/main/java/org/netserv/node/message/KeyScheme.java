package org.netserv.node.message;

import java.security.GeneralSecurityException;
import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;

/** The ways in which messages are signed. A key has exactly one of them. <b>Source.</b> netserv.md 3.3. */
public enum KeyScheme {
    /** EdDSA on Curve25519; the default. */
    ED25519("Ed25519", "Ed25519"),
    /** RSASSA-PSS with SHA-256, MGF1 with SHA-256 and 32 bytes of salt; keys of 2048 to 8192 bits. */
    RSA_PSS("RSA", "RSASSA-PSS"),
    /** ECDSA with SHA-256 on P-256, in DER. */
    ECDSA_P256("EC", "SHA256withECDSA");

    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final int NEW_RSA_BITS = 3072;
    private static final String P256 = "secp256r1";
    private static final PSSParameterSpec PSS = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32,
            1);

    private final String keyAlgorithm;
    private final String signatureAlgorithm;

    KeyScheme(String keyAlgorithm, String signatureAlgorithm) {
        this.keyAlgorithm = keyAlgorithm;
        this.signatureAlgorithm = signatureAlgorithm;
    }

    /**
     * The scheme of a key.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} with a sentence fit for a user, if the key is weak or of another
     * kind.
     */
    public static KeyScheme of(Key key) {
        if (key instanceof EdECKey edwards
                && edwards.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
            return ED25519;
        }
        if (key instanceof RSAKey rsa && key.getAlgorithm().equals("RSA")) {
            int bits = rsa.getModulus().bitLength();
            if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
                throw new IllegalArgumentException("an RSA key of " + bits + " bits: expected " + MIN_RSA_BITS + " to "
                        + MAX_RSA_BITS);
            }
            return RSA_PSS;
        }
        if (key instanceof ECKey elliptic && isP256(elliptic.getParams())) {
            return ECDSA_P256;
        }
        throw new IllegalArgumentException("a key of kind " + key.getAlgorithm()
                + " that cannot be used: expected Ed25519, RSA of at least " + MIN_RSA_BITS + " bits, or EC on P-256");
    }

    /** Whether two keys are one pair: what the one signs the other verifies. */
    public static boolean arePair(PrivateKey secret, PublicKey open) {
        Signature signature = of(secret).signature();
        byte[] anything = new byte[32];
        try {
            signature.initSign(secret);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) { // of different kinds
            return false;
        }
    }

    /** A fresh pair; RSA of 3072 bits. */
    public KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyAlgorithm);
            if (this == RSA_PSS) {
                generator.initialize(NEW_RSA_BITS);
            } else if (this == ECDSA_P256) {
                generator.initialize(new ECGenParameterSpec(P256));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JDK's name for keys of this scheme. */
    String keyAlgorithm() {
        return keyAlgorithm;
    }

    /** A signature object with the scheme's parameters set. */
    Signature signature() {
        try {
            Signature signature = Signature.getInstance(signatureAlgorithm);
            if (this == RSA_PSS) {
                signature.setParameter(PSS);
            }
            return signature;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isP256(ECParameterSpec spec) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(P256));
            ECParameterSpec expected = parameters.getParameterSpec(ECParameterSpec.class);
            return spec.getCurve().equals(expected.getCurve()) && spec.getGenerator().equals(expected.getGenerator())
                    && spec.getOrder().equals(expected.getOrder()) && spec.getCofactor() == expected.getCofactor();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
