package dev.proxyrotator.integration

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import java.util.Properties
import kotlin.io.path.Path
import kotlin.io.path.inputStream
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** What [LeakFarm.kt][main] wrote down. */
internal class LeakPlaces(
    file: String,
) {
    private val places = Properties().apply { Path(file).inputStream().use(::load) }

    /** The proxies that are there, by name. */
    val routes: Map<String, String> =
        places.stringPropertyNames().filter { it.startsWith("route.") }.associate {
            it.removePrefix("route.") to places.getProperty(it)
        }

    private val address: String = places.getProperty("address")

    fun port(name: String): Int = places.getProperty("port.$name").toInt()

    /** A target on the far side, by [host] as it is known there. */
    fun target(
        host: String,
        path: String = "/",
    ) = "http://$host:${port("target")}$path"

    fun secureTarget(host: String) = "https://$host:${port("secure-target")}/"

    /** A proxy that is not there, at the port that is called [port]. */
    fun broken(
        scheme: String,
        port: String,
    ) = "$scheme://$address:${port(port)}"

    /** [url] with the name of the proxy that is connected to in place of its address. */
    fun named(url: String) = url.replaceFirst(address, "proxy.test")

    fun rotator(
        urls: List<String>,
        configure: ProxyRotatorBuilder.() -> Unit = {},
    ) = ProxyRotator(urls) {
        tls { trust(places.getProperty("authority")) }
        proxyTls { verify = false }
        retry { maxAttempts = 1 }
        timeouts { connect = 500.milliseconds }
        configure()
    }

    /** Proxies that answer late or never cost no more than this. */
    fun hastyRotator(urls: List<String>) =
        rotator(urls) {
            retry { maxAttempts = urls.size.coerceAtLeast(1) }
            timeouts {
                handshake = 500.milliseconds
                tls = 500.milliseconds
                responseHead = 500.milliseconds
                call = 5.seconds
            }
        }
}
