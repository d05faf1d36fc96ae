package dev.proxyrotator

import dev.proxyrotator.configuration.Section
import dev.proxyrotator.configuration.choice
import dev.proxyrotator.configuration.file
import dev.proxyrotator.configuration.flag
import dev.proxyrotator.configuration.mapOf
import dev.proxyrotator.configuration.oneOrMore
import dev.proxyrotator.configuration.option
import dev.proxyrotator.configuration.orNull
import dev.proxyrotator.configuration.record
import dev.proxyrotator.configuration.secret
import dev.proxyrotator.configuration.text
import dev.proxyrotator.configuration.textFile
import dev.proxyrotator.engine.TlsVersion

private val tlsVersion = choice(mapOf("1.2" to TlsVersion.TLS_1_2, "1.3" to TlsVersion.TLS_1_3))

private class PemFields {
    var certificateChain: String? = null
    var privateKey: String? = null

    fun addTo(tls: TlsBuilder) =
        tls.clientCertificate(
            requireNotNull(certificateChain) { "certificateChain is missing" },
            requireNotNull(privateKey) { "privateKey is missing" },
        )
}

private val clientCertificate =
    record(
        Section(
            option(PemFields::certificateChain, orNull(textFile)),
            option(PemFields::privateKey, orNull(textFile)),
        ),
        ::PemFields,
    )

private class Pkcs12Fields {
    var store: ByteArray? = null
    var password: String? = null

    fun addTo(tls: TlsBuilder) =
        tls.clientCertificatePkcs12(
            requireNotNull(store) { "file is missing" },
            requireNotNull(password) { "password is missing" },
        )
}

private val clientCertificatePkcs12 =
    record(
        Section(
            option("file", file) { store = it },
            option(Pkcs12Fields::password, secret(orNull(text))),
        ),
        ::Pkcs12Fields,
    )

/** Certificates and keys are named by their files. */
internal val tlsOptions: Section<TlsBuilder> =
    Section(
        option(TlsBuilder::verify, flag),
        option(TlsBuilder::minVersion, tlsVersion),
        option(TlsBuilder::trustSystem, flag),
        option("trust", oneOrMore(textFile)) { certificates -> certificates.forEach { trust(it) } },
        option("clientCertificate", clientCertificate) { it.addTo(this) },
        option("clientCertificatePkcs12", clientCertificatePkcs12) { it.addTo(this) },
        option("pin", mapOf(oneOrMore(text))) { hosts ->
            hosts.forEach { (host, pins) ->
                pin(host, *pins.toTypedArray())
            }
        },
    )
