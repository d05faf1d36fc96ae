package dev.proxyrotator.proxy

import kotlinx.serialization.ExperimentalSerializationApi
import kotlinx.serialization.KSerializer
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.builtins.serializer
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.descriptors.buildClassSerialDescriptor
import kotlinx.serialization.descriptors.element
import kotlinx.serialization.encoding.CompositeEncoder
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.Encoder
import kotlinx.serialization.encoding.encodeStructure

/** The default serializer: writes `***` for credentials. It writes [Proxy.Direct] too, and reads neither back. */
internal object ProxySerializer : KSerializer<Proxy> by ProxyDocumentSerializer(
    name = "dev.proxyrotator.proxy.Proxy",
    credentialsDescriptor = String.serializer().descriptor,
    showsSecrets = false,
    encodeCredentials = { descriptor, index, _ -> encodeStringElement(descriptor, index, REDACTED) },
)

/**
 * Writes a proxy **with its user name and password in the clear**, and reads it back. For a store that is itself kept
 * secret; everything else is served by the default serializer, which writes `***`.
 *
 * Writes `{"scheme", "host", "port", "credentials": {"username", "password"}, "weight", "tags", "country", "cost", "via",
 * "gateway": {"maxRequests", "maxAge", "connectHeaders"}, "anonymity"}`, all after the port only where there is something to say; `via`
 * is another proxy, through which this one is reached. Reads that form, and a URL as a string; JSON only. With `exceptionsWithDebugInfo` a `Json`
 * quotes its input in errors about what follows a document: leave that off for documents with secrets.
 */
public object ProxyWithCredentialsSerializer : KSerializer<Proxy> by ProxyDocumentSerializer(
    name = "dev.proxyrotator.proxy.ProxyWithCredentials",
    credentialsDescriptor = CredentialsSerializer.descriptor,
    showsSecrets = true,
    encodeCredentials = { descriptor, index, value ->
        encodeSerializableElement(descriptor, index, CredentialsSerializer, value)
    },
)

private class ProxyDocumentSerializer(
    name: String,
    credentialsDescriptor: SerialDescriptor,
    private val showsSecrets: Boolean,
    private val encodeCredentials: CompositeEncoder.(SerialDescriptor, Int, ProxyCredentials) -> Unit,
) : KSerializer<Proxy> {
    override val descriptor: SerialDescriptor =
        buildClassSerialDescriptor(name) {
            element<String>(SCHEME)
            element<String>(HOST)
            element<Int>(PORT, isOptional = true)
            element(CREDENTIALS, credentialsDescriptor, isOptional = true)
            element<Double>(WEIGHT, isOptional = true)
            element<List<String>>(TAGS, isOptional = true)
            element<String>(COUNTRY, isOptional = true)
            element<Double>(COST, isOptional = true)
            element(VIA, viaDescriptor, isOptional = true)
            element(GATEWAY, GatewayDocument.serializer().descriptor, isOptional = true)
            element<String>(ANONYMITY, isOptional = true)
        }

    private val tagsSerializer = ListSerializer(String.serializer())

    override fun serialize(
        encoder: Encoder,
        value: Proxy,
    ) = encoder.encodeStructure(descriptor) {
        encodeStringElement(descriptor, 0, value.scheme.urlName)
        encodeStringElement(descriptor, 1, value.host)
        encodeIntElement(descriptor, 2, value.port)
        value.credentials?.let { encodeCredentials(descriptor, 3, it) }
        encodeMetadata(value)
        value.via?.let { encodeSerializableElement(descriptor, 8, this@ProxyDocumentSerializer, it) }
        value.gateway?.let {
            encodeSerializableElement(descriptor, 9, GatewayDocument.serializer(), GatewayDocument.of(it, showsSecrets))
        }
        value.anonymity?.let { encodeStringElement(descriptor, 10, it.name.lowercase()) }
    }

    @OptIn(ExperimentalSerializationApi::class)
    private fun CompositeEncoder.encodeMetadata(value: Proxy) {
        if (value.weight != 1.0 || shouldEncodeElementDefault(descriptor, 4)) {
            encodeDoubleElement(descriptor, 4, value.weight)
        }
        if (value.tags.isNotEmpty() || shouldEncodeElementDefault(descriptor, 5)) {
            encodeSerializableElement(descriptor, 5, tagsSerializer, value.tags.toList())
        }
        value.country?.let { encodeStringElement(descriptor, 6, it) }
        if (value.cost != 1.0 || shouldEncodeElementDefault(descriptor, 7)) {
            encodeDoubleElement(descriptor, 7, value.cost)
        }
    }

    override fun deserialize(decoder: Decoder): Proxy = readProxyDocument(decoder)
}

/** Stands for the descriptor of a proxy inside that same descriptor. */
private val viaDescriptor = buildClassSerialDescriptor("dev.proxyrotator.proxy.Proxy.via")

private object CredentialsSerializer : KSerializer<ProxyCredentials> {
    override val descriptor: SerialDescriptor =
        buildClassSerialDescriptor("dev.proxyrotator.proxy.ProxyCredentials") {
            element<String>(USERNAME)
            element<String>(PASSWORD)
        }

    override fun serialize(
        encoder: Encoder,
        value: ProxyCredentials,
    ) = encoder.encodeStructure(descriptor) {
        encodeStringElement(descriptor, 0, value.username)
        encodeStringElement(descriptor, 1, value.password)
    }

    override fun deserialize(decoder: Decoder): ProxyCredentials = error("read by readProxyDocument")
}
