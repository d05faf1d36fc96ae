package dev.proxyrotator

import dev.proxyrotator.engine.ClientIdentity
import dev.proxyrotator.engine.TlsSettings
import dev.proxyrotator.engine.TlsVersion
import dev.proxyrotator.engine.tls.PRIVATE_KEY
import dev.proxyrotator.engine.tls.readCertificates
import dev.proxyrotator.engine.tls.readPem
import dev.proxyrotator.engine.tls.readPrivateKey

/**
 * `tls { }` and `proxyTls { }`: see [TlsSettings] for meanings and defaults. Values are checked at once as to their form, and as to their
 * content when the rotator is made.
 */
@RotatorDsl
public class TlsBuilder internal constructor(
    defaults: TlsSettings,
) {
    /** See [TlsSettings.verify]. */
    public var verify: Boolean = defaults.verify

    /** See [TlsSettings.minVersion]. */
    public var minVersion: TlsVersion = defaults.minVersion

    /** Whether the system's certificates are trusted beside those of [trust]; without any they always are. */
    public var trustSystem: Boolean = defaults.trustSystem && defaults.trust.isNotEmpty()

    private val block = defaults.block
    private var trust = defaults.trust
    private var clientIdentity = defaults.clientIdentity
    private var pins = defaults.keyPins

    /**
     * Trusts the certificates in [pem], instead of the system's unless [trustSystem] is set, and beside those of earlier
     * calls: authorities, or a target's own.
     *
     * @throws IllegalArgumentException when [pem] holds no certificate, or something that does not belong there
     */
    public fun trust(pem: String) {
        val problem = "$block { trust }: "
        naming(problem) { readCertificates(pem) }
        require(readPem(pem).none { it.label.endsWith(PRIVATE_KEY) }) {
            problem + "there is a private key among the certificates; it is no business of those who trust them"
        }
        trust = trust + pem
    }

    /**
     * Shows a target that asks for it the certificate of the client, with those above it in [certificateChainPem], its
     * own first. The key, RSA or EC, is PKCS#8 and not encrypted. Both may be the same text.
     *
     * @throws IllegalArgumentException when one of them is missing or of another form; the message says how to convert it
     */
    public fun clientCertificate(
        certificateChainPem: String,
        privateKeyPem: String,
    ) {
        naming("$block { clientCertificate }, the certificate: ") { readCertificates(certificateChainPem) }
        naming("$block { clientCertificate }, the key: ") { readPrivateKey(privateKeyPem) }
        clientIdentity = ClientIdentity.Pem(certificateChainPem, privateKeyPem)
    }

    /** The same from a PKCS#12 store (`.p12`, `.pfx`) that holds one key; [password] opens the store and the key. */
    public fun clientCertificatePkcs12(
        bytes: ByteArray,
        password: String,
    ) {
        clientIdentity = ClientIdentity.Pkcs12(bytes.copyOf(), password)
    }

    /**
     * Lets [host] be served only by a chain with one of the keys [pins], beside those of earlier calls; see
     * [TlsSettings.pins]. Name a spare key too: a host whose only key was replaced is out of reach.
     *
     * @throws IllegalArgumentException when [host] or one of [pins] is malformed
     */
    public fun pin(
        host: String,
        vararg pins: String,
    ) {
        this.pins = naming("$block { pin }: ") { this.pins.plus(host, pins.asList()) }
    }

    internal fun build() =
        TlsSettings(verify, minVersion, trust, trustSystem || trust.isEmpty(), clientIdentity, pins, block)
}

private inline fun <T> naming(
    setting: String,
    block: () -> T,
): T =
    try {
        block()
    } catch (error: IllegalArgumentException) {
        throw IllegalArgumentException(setting + error.message, error)
    }
