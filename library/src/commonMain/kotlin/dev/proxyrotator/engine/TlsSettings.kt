package dev.proxyrotator.engine

import dev.proxyrotator.engine.tls.Pins

/** How TLS is spoken and verified on one hop: to the target (`tls { }`), or to `https://` proxies (`proxyTls { }`). */
public class TlsSettings internal constructor(
    /**
     * Whether certificates and host names are verified. Default `true`. With `false` everybody on the way can read and
     * change what is sent: for tests only.
     */
    public val verify: Boolean = true,
    /** The lowest version of TLS that is spoken. Default [TlsVersion.TLS_1_2]. */
    public val minVersion: TlsVersion = TlsVersion.TLS_1_2,
    /** The certificates that are trusted instead of the system's, each text PEM (RFC 7468). Default none. */
    public val trust: List<String> = emptyList(),
    /** Whether the system's certificates are trusted. Default `true` without [trust], and `false` with it. */
    public val trustSystem: Boolean = trust.isEmpty(),
    /** What to show a server that asks for a certificate of the client. Default `null`: nothing. */
    public val clientIdentity: ClientIdentity? = null,
    internal val keyPins: Pins = Pins.None,
    /** What the block is called in which it was set, for errors. */
    internal val block: String = "tls",
) {
    /**
     * For each host (`example.com`, or `*.example.com` for one label more) the pins of which one must be among the keys
     * of the verified chain, as `sha256/BASE64` of the key with its algorithm (SubjectPublicKeyInfo, RFC 7469 §2.4).
     * Default none.
     */
    public val pins: Map<String, Set<String>> get() = keyPins.byHost

    init {
        require(verify || (trust.isEmpty() && pins.isEmpty())) {
            "$block { verify = false } verifies nothing, so it makes no sense with trust or pin; take one of them out"
        }
    }

    /** What was set beside [verify], by its name in the block. */
    internal val extras: List<String>
        get() =
            listOfNotNull(
                "minVersion".takeIf { minVersion != TlsVersion.TLS_1_2 },
                "trust".takeIf { trust.isNotEmpty() },
                "clientCertificate".takeIf { clientIdentity != null },
                "pin".takeIf { pins.isNotEmpty() },
            )

    /** The settings in one line, without keys and passwords. */
    override fun toString(): String =
        "TlsSettings(verify=$verify, minVersion=$minVersion, trust=${trust.size}, trustSystem=$trustSystem, " +
            "clientIdentity=$clientIdentity, pins=${pins.keys})"
}

/** A version of TLS. Older ones are never spoken. */
public enum class TlsVersion(
    internal val protocol: String,
) {
    /** TLS 1.2 (RFC 5246). */
    TLS_1_2("TLSv1.2"),

    /** TLS 1.3 (RFC 8446). */
    TLS_1_3("TLSv1.3"),
}

/** A certificate of the client and its private key. Made by `clientCertificate` in `tls { }`. */
public sealed class ClientIdentity {
    internal class Pem(
        val certificateChain: String,
        val privateKey: String,
    ) : ClientIdentity()

    internal class Pkcs12(
        val bytes: ByteArray,
        val password: String,
    ) : ClientIdentity()

    /** Always `***`. */
    override fun toString(): String = "***"
}
