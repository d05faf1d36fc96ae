package dev.proxyrotator.integration

import io.ktor.client.statement.HttpResponse
import io.ktor.client.statement.bodyAsText
import kotlin.io.path.readLines

/** nginx, which answers `/echo` with what it was asked and by which connection. */
internal object RealOrigin {
    fun url(path: String = "/echo"): String = "http://localhost:${port("origin")}$path"

    fun secureUrl(path: String = "/echo"): String = "https://localhost:${port("origin-tls")}$path"

    /** For proxies that take no names. */
    fun addressed(url: String): String = url.replace("//localhost:", "//127.0.0.1:")

    fun port(name: String): Int = Components.nginx.port(name)

    /** Its log of the requests that came with credentials for a proxy. */
    fun leaks(): List<String> {
        Components.nginx.start()
        val lines =
            Components.nginx.workshop
                .file("access.log")
                .readLines()
        return lines.filterNot { it.endsWith("proxy-authorization=[-]") }
    }
}

/** What [RealOrigin] says of one request. */
internal class Echo(
    text: String,
) {
    private val values =
        text.lines().filter { '=' in it }.associate {
            it.substringBefore(
                '=',
            ) to it.substringAfter('=')
        }

    val method: String get() = value("method")
    val host: String get() = value("host")
    val proxyAuthorization: String get() = value("proxy-authorization")
    val proxyConnection: String get() = value("proxy-connection")
    val via: String get() = value("via")
    val forwardedFor: String get() = value("x-forwarded-for")

    /** The number of the connection, and of this request on it. */
    val connection: String get() = value("connection")
    val request: Int get() = value("request").toInt()

    /** Whether the TLS session of an earlier connection went on. */
    val sessionReused: Boolean get() = value("session-reused") == "r"

    private fun value(name: String) = checkNotNull(values[name]) { "no $name in $values" }
}

internal suspend fun HttpResponse.echo() = Echo(bodyAsText())
