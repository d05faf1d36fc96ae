package dev.proxyrotator.engine.tls

import dev.proxyrotator.engine.ClientIdentity
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyFactory
import java.security.KeyStore
import java.security.PrivateKey
import java.security.PublicKey
import java.security.Signature
import java.security.UnrecoverableKeyException
import java.security.cert.X509Certificate
import java.security.spec.InvalidKeySpecException
import java.security.spec.PKCS8EncodedKeySpec
import javax.net.ssl.KeyManager
import javax.net.ssl.KeyManagerFactory

/**
 * Shows [identity] to those who ask.
 *
 * @throws IllegalArgumentException when it is broken, locked, or its parts do not belong together
 */
internal fun keyManagers(identity: ClientIdentity): Array<KeyManager> =
    when (identity) {
        is ClientIdentity.Pem -> keyManagers(keyStoreOf(identity), NO_PASSWORD)
        is ClientIdentity.Pkcs12 -> keyManagers(keyStoreOf(identity), identity.password.toCharArray())
    }

private fun keyManagers(
    store: KeyStore,
    password: CharArray,
): Array<KeyManager> =
    try {
        KeyManagerFactory
            .getInstance(KeyManagerFactory.getDefaultAlgorithm())
            .apply { init(store, password) }
            .keyManagers
    } catch (error: UnrecoverableKeyException) {
        throw IllegalArgumentException("$PKCS12: the password opens the store but not the key in it", error)
    }

private fun keyStoreOf(identity: ClientIdentity.Pem): KeyStore {
    val chain = certificates(identity.certificateChain, PEM)
    checkOrder(chain)
    val key = privateKey(readPrivateKey(identity.privateKey))
    require(key.isOf(chain.first().publicKey)) {
        "$PEM: the private key does not belong to the certificate; the certificate of the client comes first in its " +
            "chain, and 'openssl x509 -noout -pubkey' and 'openssl pkey -pubout' print the same for a pair"
    }
    return KeyStore.getInstance("PKCS12").apply {
        load(null, null)
        setKeyEntry("client", key, NO_PASSWORD, chain.toTypedArray())
    }
}

private fun checkOrder(chain: List<X509Certificate>) =
    chain.zipWithNext().forEachIndexed { index, (issued, issuer) ->
        require(issued.issuerX500Principal == issuer.subjectX500Principal) {
            "$PEM: certificate ${index + 2} did not issue certificate ${index + 1}; put the certificate of the " +
                "client first, then the one that issued it, and so on"
        }
    }

private fun privateKey(pkcs8: ByteArray): PrivateKey =
    signatures.keys.firstNotNullOfOrNull { algorithm ->
        try {
            KeyFactory.getInstance(algorithm).generatePrivate(PKCS8EncodedKeySpec(pkcs8))
        } catch (_: InvalidKeySpecException) {
            null
        }
    } ?: throw IllegalArgumentException("$PEM: the private key is not a valid PKCS#8 key of RSA or EC")

/** Whether what this key signs is verified by [publicKey]. */
private fun PrivateKey.isOf(publicKey: PublicKey): Boolean {
    if (algorithm != publicKey.algorithm) return false
    val signature = Signature.getInstance(signatures.getValue(algorithm))
    signature.initSign(this)
    val signed = signature.sign()
    signature.initVerify(publicKey)
    return signature.verify(signed)
}

private fun keyStoreOf(identity: ClientIdentity.Pkcs12): KeyStore {
    val store = KeyStore.getInstance("PKCS12")
    try {
        identity.bytes.inputStream().use { store.load(it, identity.password.toCharArray()) }
    } catch (error: IOException) {
        val isLocked = error.causes().any { it is UnrecoverableKeyException }
        throw IllegalArgumentException("$PKCS12: " + if (isLocked) "the password is wrong" else "not PKCS#12", error)
    } catch (error: GeneralSecurityException) {
        throw IllegalArgumentException("$PKCS12: the store uses what this platform does not know", error)
    }
    val keys = store.aliases().asSequence().count(store::isKeyEntry)
    require(keys == 1) {
        "$PKCS12: the store holds $keys keys, and one is wanted; one is made by " +
            "'openssl pkcs12 -export -in CERTIFICATE.pem -inkey KEY.pem -out CLIENT.p12'"
    }
    return store
}

private const val PEM = "tls { clientCertificate }"
private const val PKCS12 = "tls { clientCertificatePkcs12 }"

/** The keys that are taken, and how they sign. */
private val signatures = mapOf("RSA" to "SHA256withRSA", "EC" to "SHA256withECDSA")

// The store lives in memory alone, beside the key itself.
private val NO_PASSWORD = CharArray(0)
