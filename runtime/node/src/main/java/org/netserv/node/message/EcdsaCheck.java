package org.netserv.node.message;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** ECDSA with SHA-256 on P-256, signatures in DER. <b>Source.</b> FIPS 186-5 6.4; RFC 3279 2.2.3. */
final class EcdsaCheck implements SignatureCheck {
    private static final X9ECParameters P256 = CustomNamedCurves.getByName("P-256");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(P256);

    private final ECPublicKeyParameters key;

    /** <b>Errors.</b> {@link IllegalArgumentException} if the point is not on the curve. */
    EcdsaCheck(ECPublicKey key) {
        ECPoint point = key.getW();
        this.key = new ECPublicKeyParameters(P256.getCurve().createPoint(point.getAffineX(), point.getAffineY()),
                DOMAIN);
    }

    @Override
    public boolean holds(byte[] signed, byte[] signature) {
        BigInteger[] pair;
        try {
            // One encoding of each pair only.
            pair = StandardDSAEncoding.INSTANCE.decode(DOMAIN.getN(), signature);
        } catch (IOException | RuntimeException notDer) {
            return false;
        }
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, key);
        return signer.verifySignature(sha256(signed), pair[0], pair[1]);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each JDK has it
        }
    }
}
