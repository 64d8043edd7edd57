package org.mediaproxy.core.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The private key in a PEM file (RFC 7468): PKCS #8, or as OpenSSL used to write RSA (RFC 8017) and EC keys (RFC 5915).
 * The latter say of their kind only what the certificate says too, so they become PKCS #8 with the certificate's
 * algorithm identifier around them.
 */
final class PemKey {

    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ((?:RSA |EC |ENCRYPTED )?PRIVATE KEY)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] TO_BE_SIGNED = {1};

    private PemKey() {}

    /**
     * Reads the first key of a file.
     *
     * @param certified the public key that it must belong to
     * @throws IllegalArgumentException saying why it cannot be used; nothing of the key is in the message
     */
    static PrivateKey parse(String pem, PublicKey certified) {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException("it holds no private key in PEM");
        }
        String kind = block.group(1);
        if (kind.startsWith("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
            throw new IllegalArgumentException("its key is encrypted; store it without a password");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            byte[] pkcs8 = kind.equals("PRIVATE KEY") ? der : wrapped(der, certified);
            PrivateKey key =
                    KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (!belongTogether(key, certified)) {
                throw new IllegalArgumentException("its key is not the certificate's");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("its key cannot be read, or is not the certificate's", e);
        }
    }

    private static byte[] wrapped(byte[] der, PublicKey certified) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(VERSION_0);
        content.writeBytes(algorithmOf(certified.getEncoded()));
        content.writeBytes(element(OCTET_STRING, der));
        return element(SEQUENCE, content.toByteArray());
    }

    /** The first element within the sequence that a public key is (RFC 5280 §4.1, SubjectPublicKeyInfo). */
    private static byte[] algorithmOf(byte[] publicKey) {
        int start = 2 + lengthBytes(publicKey, 1);
        int end = start + 2 + publicKey[start + 1]; // an identifier is shorter than 128 bytes
        return java.util.Arrays.copyOfRange(publicKey, start, end);
    }

    /** How many bytes follow a length's first byte. */
    private static int lengthBytes(byte[] der, int at) {
        return der[at] >= 0 ? 0 : der[at] & 0x7F;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        if (content.length < 0x80) {
            element.write(content.length);
        } else {
            element.write(0x82);
            element.write(content.length >> 8);
            element.write(content.length);
        }
        element.writeBytes(content);
        return element.toByteArray();
    }

    /** Signs with the one and verifies with the other. */
    private static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm =
                switch (certified.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> certified.getAlgorithm();
                };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(TO_BE_SIGNED);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(TO_BE_SIGNED);
        return signature.verify(signed);
    }
}
