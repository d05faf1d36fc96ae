package dev.proxyrotator.event

import dev.proxyrotator.rotation.VIRTUAL_TARGET
import dev.proxyrotator.rotation.VirtualRotator
import dev.proxyrotator.rotation.proxies
import io.ktor.client.request.get
import io.ktor.http.HttpStatusCode
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.runTest
import kotlin.time.Duration.Companion.minutes

private val kinds =
    listOf(
        "CallEnded",
        "AttemptEnded",
        "ProxyStateChanged",
        "ProxyBannedByHost",
        "ProxiesAdded",
        "ProxiesRemoved",
        "TimedBlockEnded",
    )

/** The kinds of events whose classes were ever loaded; there is no object of any other. */
private fun loaded(): List<String> {
    val find = ClassLoader::class.java.getDeclaredMethod("findLoadedClass", String::class.java)
    find.isAccessible = true
    val loader = ClassLoader.getSystemClassLoader()
    return kinds.filter { find.invoke(loader, "${RotationEvent::class.java.name}$$it") != null }
}

/** Something of everything that is told, and then says what was made of it; with an argument, for a listener. */
fun main(arguments: Array<String>) {
    runTest {
        var works = false
        VirtualRotator(this, *proxies(3), configure = {
            logging { level = LogLevel.OFF }
            bans { status(403) }
            health { failureThreshold = 1 }
            if (arguments.isNotEmpty()) listener {}
        }) {
            when {
                works || route.proxy.host == "p2.example" -> respond()
                route.proxy.host == "p1.example" -> respond(status = HttpStatusCode.Forbidden)
                else -> refuse()
            }
        }.use { virtual ->
            val rotator = virtual.rotator
            repeat(5) { rotator.timed("request") { rotator.get(VIRTUAL_TARGET) } }
            runCatching { rotator.get("ftp://target.example/") }
            works = true
            delay(2.minutes)
            repeat(60) { rotator.client.get(VIRTUAL_TARGET) }
            rotator.removeProxy(rotator.addProxy("http://new.example"))
        }
    }
    println("LOADED ${loaded().joinToString()}")
}
