package dev.proxyrotator.integration

import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.TestCertificate
import dev.proxyrotator.testkit.TestCertificates
import java.util.Properties
import kotlin.io.path.Path
import kotlin.io.path.outputStream

/** Ports on which nobody listens; the network does with them what their names say. */
internal val brokenPorts = listOf("dead", "resetting", "dropping")

private val routes: Map<String, Route> =
    with(HttpProxies) { mapOf("http" to squid, "http-closing" to tinyproxy, "http-basic" to squidBasic) } +
        with(HttpsProxies) { mapOf("https" to secure, "https-basic" to basic) } +
        with(SocksProxies) {
            mapOf("socks4" to dante4, "socks4a" to ssh4a, "socks5" to dante5, "socks5h" to microsocks) +
                mapOf("socks5-password" to microsocksPassword)
        } +
        mapOf("chain" to Chain(HttpProxies.squid, SocksProxies.microsocks, HttpsProxies.secure)) +
        listOf("silent", "closing", "portal", "answers-302", "answers-403", "answers-407")
            .associateWith(HttpProxies::answering)

/**
 * Starts the proxies and the targets behind them, writes where they are to the file that is its argument, says so, and
 * ends when its input does. Targets are on this side's loopback address, where only the proxies can reach them.
 */
internal fun main(arguments: Array<String>) {
    val authority = TestCertificates.authority
    val certificate = authority.issue("dns:origin.test,dns:elsewhere.test,dns:localhost,ip:127.0.0.1")
    origin(null, "http").use { plain ->
        origin(certificate, "https").use { secure ->
            Ports.assign("target", plain.port)
            Ports.assign("secure-target", secure.port)
            val places = Properties()
            routes.filterValues { route -> route.needs.all { it.obstacle == null } }.forEach { (name, route) ->
                places["route.$name"] = route.url
            }
            (brokenPorts + "target" + "secure-target").forEach { places["port.$it"] = Ports.named(it).toString() }
            places["address"] = Workshop.ADDRESS
            places["authority"] = authority.certificate.certificatePem
            Path(arguments.single()).outputStream().use { places.store(it, null) }
            println("ready")
            System.`in`.readBytes()
        }
    }
}

/** Greets, or sends on: `/to-name`, `/to-address` and `/to-https` lead to other targets. */
private fun origin(
    certificate: TestCertificate?,
    scheme: String,
) = LoopbackOrigin(certificate) { request ->
    val location =
        when (request.path) {
            "/to-name" -> "http://elsewhere.test:${Ports.named("target")}/"
            "/to-address" -> "http://127.0.0.1:${Ports.named("target")}/"
            "/to-https" -> "https://elsewhere.test:${Ports.named("secure-target")}/"
            else -> null
        }
    if (location == null) OriginAnswer.Whole("hello from $scheme") else moved(location)
}

private fun moved(location: String) = OriginAnswer.Whole(status = 302, headers = listOf("Location" to location))
