package dev.proxyrotator.engine.tls

import kotlin.io.encoding.Base64

internal const val CERTIFICATE = "CERTIFICATE"
internal const val PRIVATE_KEY = "PRIVATE KEY"

/** One `-----BEGIN …-----` block of a PEM text (RFC 7468). Its errors never quote what is in it. */
internal class PemBlock(
    val label: String,
    private val number: Int,
    private val base64: String,
) {
    /** @throws IllegalArgumentException when the content is not Base64 */
    fun bytes(): ByteArray =
        try {
            Base64.decode(base64)
        } catch (_: IllegalArgumentException) {
            throw IllegalArgumentException(
                "block $number ($label) is not valid Base64; was it cut or changed in a copy?",
            )
        }
}

/**
 * The blocks of [text]; what stands around them is a comment.
 *
 * @throws IllegalArgumentException when there is none, or one is not closed
 */
internal fun readPem(text: String): List<PemBlock> {
    val blocks = ArrayList<PemBlock>()
    var label: String? = null
    val base64 = StringBuilder()
    text.lineSequence().map { it.trim() }.forEach { line ->
        val open = label
        when {
            open == null -> {
                label = line.between(BEGIN)
            }

            line.between(END) == open -> {
                blocks += PemBlock(open, blocks.size + 1, base64.toString())
                base64.clear()
                label = null
            }

            line.startsWith(DASHES) -> {
                throw unclosed(blocks.size + 1, open)
            }

            else -> {
                base64.append(line)
            }
        }
    }
    label?.let { throw unclosed(blocks.size + 1, it) }
    require(blocks.isNotEmpty()) {
        "there is no -----BEGIN …----- line, so this is not PEM; a DER file is converted by " +
            "'openssl x509 -inform der -in FILE -out FILE.pem'"
    }
    return blocks
}

/**
 * The certificates of [text], which may hold other blocks too.
 *
 * @throws IllegalArgumentException when there is none, or one is broken
 */
internal fun readCertificates(text: String): List<ByteArray> {
    val certificates = readPem(text).filter { it.label == CERTIFICATE }
    require(certificates.isNotEmpty()) { "there is no -----BEGIN CERTIFICATE----- block" }
    return certificates.map { it.bytes() }
}

/**
 * The one private key of [text] as PKCS#8; certificates beside it do not matter.
 *
 * @throws IllegalArgumentException when there is none, more than one, or one of another form
 */
internal fun readPrivateKey(text: String): ByteArray {
    val keys = readPem(text).filter { it.label.endsWith(PRIVATE_KEY) }
    require(keys.isNotEmpty()) { "there is no -----BEGIN PRIVATE KEY----- block" }
    require(keys.size == 1) { "there are ${keys.size} private keys; give the one that belongs to the certificate" }
    val key = keys.single()
    require(key.label == PRIVATE_KEY) {
        when (key.label) {
            "ENCRYPTED PRIVATE KEY" -> "the key is encrypted; decrypt it by 'openssl pkcs8 -in KEY.pem -out PLAIN.pem'"
            else -> "the key is a ${key.label}, not PKCS#8; convert it by " + TO_PKCS8
        } + ", or give both as PKCS#12 with clientCertificatePkcs12"
    }
    return key.bytes()
}

private const val DASHES = "-----"
private const val BEGIN = "${DASHES}BEGIN "
private const val END = "${DASHES}END "
private const val TO_PKCS8 = "'openssl pkcs8 -topk8 -nocrypt -in KEY.pem -out PKCS8.pem'"

private fun String.between(start: String): String? =
    if (startsWith(start) && endsWith(DASHES) && length > start.length + DASHES.length) {
        substring(start.length, length - DASHES.length)
    } else {
        null
    }

private fun unclosed(
    number: Int,
    label: String,
) = IllegalArgumentException("block $number ($label) has no -----END $label----- line; was the text cut?")
