package dev.proxyrotator.docs

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.checkAnonymity
import dev.proxyrotator.pool.RemoveMode
import dev.proxyrotator.proxy.AnonymityLevel
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxySource
import dev.proxyrotator.refresh
import dev.proxyrotator.refreshEvery
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.selection.ProxyFilter
import dev.proxyrotator.source.ProxySource
import dev.proxyrotator.source.file
import io.ktor.client.request.bearerAuth
import io.ktor.client.request.setBody
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch
import java.nio.file.Path
import kotlin.io.path.readText
import kotlin.io.path.writeText
import kotlin.time.Duration.Companion.minutes

// Printed in the guide to rotation and sessions, and in the one to kinds of proxies.

suspend fun CoroutineScope.changeThePool(rotator: ProxyRotator) {
    val id = rotator.addProxy("http://c.example:8080")
    rotator.pool.reinstate(id)
    rotator.removeProxy(id)
    rotator.removeProxy("http://a.example", RemoveMode.ABORT)
    rotator.pool.statistics().forEach(::println)
    launch { rotator.pool.proxies.collect { println(it.size) } }
}

fun ProxyRotatorBuilder.ofAllKinds() =
    proxies(
        "http://user:p%40ss@a.example:8080",
        "https://b.example",
        "socks5://user:secret@c.example",
        "d.example:8080:user:secret",
    )

suspend fun keepUpToDate(
    rotator: ProxyRotator,
    file: Path,
): Job {
    val ours = ProxySource.file(file)
    println(rotator.refresh(ours))
    val theirs = rotator.proxySource("https://lists.example.com/proxies.csv") { request { bearerAuth("key") } }
    val job = rotator.refreshEvery(theirs, interval = 10.minutes) { result -> result.problems.forEach(::println) }
    return job
}

suspend fun fromSweden(
    rotator: ProxyRotator,
    url: String,
) {
    rotator.addProxy(
        Proxy
            .parse("http://c.example:8080")
            .withTags("residential")
            .withCountry("SE")
            .withCost(8.0),
    )
    rotator.get(url) {
        rotation {
            country("SE", "NO")
            tags("residential")
        }
    }
    rotator.get(url) { rotation { filter = ProxyFilter.where("port 8080") { it.port == 8080 } } }
}

suspend fun checked(
    rotator: ProxyRotator,
    url: String,
) {
    val reports = rotator.checkAnonymity("http://echo.example/")
    reports.forEach { println("${it.proxy}: ${it.level}, gave itself away by ${it.traces}") }
    rotator.get(url) { rotation { anonymity(AnonymityLevel.ELITE) } }
}

suspend fun logIn(
    rotator: ProxyRotator,
    form: String,
) {
    rotator.post("http://shop.example/login") {
        rotation { session = "user-42" }
        setBody(form)
    }
    rotator.get("http://shop.example/basket") { rotation { session = "user-42" } }
}

fun openSession(
    rotator: ProxyRotator,
    agent: String,
) {
    val account = rotator.sessions.open("user-42", mapOf("User-Agent" to agent))
    println("${account.proxyId} ${account.uses} ${account.age} ${account.cookies}")
    account.retire()
}

fun saveSessions(
    rotator: ProxyRotator,
    file: Path,
) {
    file.writeText(rotator.sessions.save())
    rotator.sessions.restore(file.readText())
}
