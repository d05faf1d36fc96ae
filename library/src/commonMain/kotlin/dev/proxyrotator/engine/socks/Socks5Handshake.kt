package dev.proxyrotator.engine.socks

import dev.proxyrotator.engine.http1.Authority
import dev.proxyrotator.engine.http1.malformed
import dev.proxyrotator.engine.tunnel.HandshakeOutcome
import dev.proxyrotator.failure.SocksReply
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.proxy.ProxyScheme

private const val VERSION = 5
private const val CONNECT = 1
private const val RESERVED = 0

private const val NO_AUTHENTICATION = 0
private const val USERNAME_PASSWORD = 2
private const val NONE_ACCEPTABLE = 0xff

private const val CREDENTIALS_VERSION = 1
private const val SUCCESS = 0

private const val IPV4 = 1
private const val NAME = 3
private const val IPV6 = 4

private const val ADDRESS_TYPE_AT = 3
private const val ADDRESS_AT = 4
private const val IPV6_OCTETS = 16
private const val PORT_OCTETS = 2

/**
 * Asks a SOCKS 5 proxy for a connection (RFC 1928), with user name and password if there are any (RFC 1929). Only the
 * one method of authentication that fits is offered: a proxy that wants none is not shown the credentials, one that
 * wants some is not shown an empty user name. The proxy resolves the target's name.
 *
 * @throws IllegalArgumentException when SOCKS cannot name [target]
 */
internal class Socks5Handshake(
    target: Authority,
    private val credentials: ProxyCredentials?,
) : SocksHandshake(greeting(credentials)) {
    private enum class Stage { METHOD, CREDENTIALS, REPLY }

    private val request = connectRequest(target)
    private var stage = Stage.METHOD

    /** Where the address in the reply ends, as far as that can be told. */
    private var lastIndex = Int.MAX_VALUE
    private var isNamed = false

    override fun take(
        index: Int,
        octet: Int,
    ) = when (stage) {
        Stage.METHOD -> takeMethod(index, octet)
        Stage.CREDENTIALS -> takeCredentialsStatus(index, octet)
        Stage.REPLY -> takeReply(index, octet)
    }

    private fun takeMethod(
        index: Int,
        octet: Int,
    ) {
        val offered = methodFor(credentials)
        when {
            index == 0 -> checkVersion(octet, VERSION)
            octet == NONE_ACCEPTABLE -> end(SocksAuthenticationRefusal)
            octet != offered -> malformed("the proxy chose a method of authentication not offered ($octet)")
            credentials == null -> send(Stage.REPLY, request)
            else -> send(Stage.CREDENTIALS, credentialsMessage(credentials))
        }
    }

    private fun takeCredentialsStatus(
        index: Int,
        octet: Int,
    ) {
        when {
            index == 0 -> checkVersion(octet, CREDENTIALS_VERSION)
            octet == SUCCESS -> send(Stage.REPLY, request)
            else -> end(SocksAuthenticationRefusal)
        }
    }

    private fun takeReply(
        index: Int,
        octet: Int,
    ) {
        when (index) {
            0 -> checkVersion(octet, VERSION)
            1 -> checkReply(octet)
            ADDRESS_TYPE_AT -> takeAddressType(octet)
            ADDRESS_AT -> if (isNamed) lastIndex = ADDRESS_AT + octet + PORT_OCTETS
        }
        if (index == lastIndex) end(HandshakeOutcome.Established)
    }

    /** What follows in a refusal is of no interest, and often cut off. */
    private fun checkReply(code: Int) {
        if (code == SUCCESS) return
        val reply = SocksReply.ofSocks5(code) ?: malformed("SOCKS reply $code, which has no meaning")
        end(SocksRefusal(reply))
    }

    private fun takeAddressType(type: Int) {
        when (type) {
            IPV4 -> lastIndex = ADDRESS_TYPE_AT + IPV4_OCTETS + PORT_OCTETS
            IPV6 -> lastIndex = ADDRESS_TYPE_AT + IPV6_OCTETS + PORT_OCTETS
            NAME -> isNamed = true
            else -> malformed("a SOCKS reply with an address of unknown type $type")
        }
    }

    private fun send(
        next: Stage,
        message: ByteArray,
    ) {
        stage = next
        send(message)
    }
}

private fun checkVersion(
    octet: Int,
    version: Int,
) {
    if (octet != version) malformed("a reply that begins with octet $octet, not $version: this is no SOCKS 5")
}

private fun methodFor(credentials: ProxyCredentials?): Int =
    if (credentials == null) NO_AUTHENTICATION else USERNAME_PASSWORD

private fun greeting(credentials: ProxyCredentials?): ByteArray =
    byteArrayOf(VERSION.toByte(), 1, methodFor(credentials).toByte())

private fun credentialsMessage(credentials: ProxyCredentials): ByteArray =
    byteArrayOf(CREDENTIALS_VERSION.toByte()) +
        withLength(credentials.username.encodeToByteArray()) +
        withLength(credentials.password.encodeToByteArray())

private fun connectRequest(target: Authority): ByteArray {
    socksTargetFlaw(ProxyScheme.SOCKS5, target.host)?.let { throw IllegalArgumentException(it) }
    val octets = addressOctets(target.host)
    val address =
        when (octets?.size) {
            null -> byteArrayOf(NAME.toByte()) + withLength(target.host.encodeToByteArray())
            IPV4_OCTETS -> byteArrayOf(IPV4.toByte()) + octets
            else -> byteArrayOf(IPV6.toByte()) + octets
        }
    return byteArrayOf(VERSION.toByte(), CONNECT.toByte(), RESERVED.toByte()) + address + portOctets(target.port)
}

private fun withLength(text: ByteArray): ByteArray = byteArrayOf(text.size.toByte()) + text

internal fun portOctets(port: Int): ByteArray = byteArrayOf((port ushr Byte.SIZE_BITS).toByte(), port.toByte())
