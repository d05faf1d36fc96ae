package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.BasicAuthentication
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.event.LogLevel
import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.fetch.FetchRequest
import dev.proxyrotator.fromEnvironment
import dev.proxyrotator.fromJson
import dev.proxyrotator.proxy.Gateway
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyCredentials
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.secrecy.CanaryAlarm
import dev.proxyrotator.secrecy.LogWatch
import dev.proxyrotator.secrecy.SecrecyWalk
import dev.proxyrotator.secrecy.lookAtThreads
import dev.proxyrotator.source.ProxyList
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.LoopbackSocksProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.secretUrl
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.shouldBe
import io.ktor.client.request.header
import kotlinx.coroutines.flow.toList
import java.util.Base64
import java.util.concurrent.ConcurrentLinkedQueue
import kotlin.time.Duration.Companion.milliseconds

private const val ROOT = "conformance_canary"

private val basic =
    Base64.getEncoder().encodeToString("${Canary.USERNAME}:${Canary.PASSWORD}".toByteArray())

/** What a proxy can say to give away what it was told. */
private val echo = "Basic $basic, ${Canary.USERNAME}, ${Canary.PASSWORD}, ${Canary.USER_INFO}"

private val behaviours =
    listOf(
        ProxyBehaviour.Good,
        ProxyBehaviour.Refuse,
        ProxyBehaviour.Answer407,
        ProxyBehaviour.ResetMidBody(3),
        ProxyBehaviour.Garbage("$echo\r\n\r\n".toByteArray()),
        ProxyBehaviour.Garbage("HTTP/1.1 200 $echo\r\n$echo\r\n folded\r\n\r\n".toByteArray()),
        ProxyBehaviour.AnswerConnect(403, listOf("X-Echo" to echo)),
    )

private fun ProxyRotatorBuilder.fullOfSecrets(
    isBearer: Boolean,
    events: ConcurrentLinkedQueue<RotationEvent>,
) {
    transport = Sockets { basicAuthentication = BasicAuthentication.AT_ONCE }
    tls { trust(TestCertificates.authority.certificate.certificatePem) }
    proxyTls { trust(TestCertificates.authority.certificate.certificatePem) }
    timeouts {
        responseHead = 100.milliseconds
        handshake = 200.milliseconds
    }
    health { failureThreshold = Int.MAX_VALUE }
    if (isBearer) bearerAuth(Canary.TOKEN) else basicAuth(Canary.USERNAME, Canary.PASSWORD)
    defaultHeader("X-Api-Key", Canary.TOKEN)
    cookies { set("http://127.0.0.1/", "cookie", Canary.TOKEN) }
    retry { maxAttempts = 1 }
    listener { events.add(it) }
    logging {
        name = ROOT
        level = LogLevel.TRACE
    }
}

private suspend fun SecrecyWalk.drive(
    proxy: Proxy,
    targets: List<String>,
    isBearer: Boolean,
) {
    val events = ConcurrentLinkedQueue<RotationEvent>()
    ProxyRotator(listOf(proxy)) { fullOfSecrets(isBearer, events) }.use { rotator ->
        val session = rotator.sessions.open("key", mapOf("X-Session" to Canary.TOKEN))
        targets.flatMap { listOf(it, it.replace("://", "://${Canary.USER_INFO}@")) }.forEach { url ->
            val response =
                runCatching {
                    rotator.get(url) {
                        header("X-Mine", Canary.PASSWORD)
                        rotation { this.session = "key" }
                    }
                }
            response.onSuccess { through("$it", it.attempts, it.proxy) }.onFailure { through(it) }
            val request = FetchRequest(url, headers = mapOf("X-Mine" to Canary.TOKEN), maxRetries = 0)
            through(request, runCatching { rotator.fetch(request) }.fold({ it }, { it }))
            through(runCatching { rotator.streamGet(url).toList().size }.exceptionOrNull())
        }
        through(runCatching { rotator.removeProxy("http://${Canary.USER_INFO}@127.0.0.1:1") }.exceptionOrNull())
        through(runCatching { rotator.sessions.restore(rotator.sessions.save().dropLast(2)) }.exceptionOrNull())
        through(rotator.config, rotator.pool, rotator.pool.statistics(), rotator.pool.proxies, rotator.getPoolStats())
        through(session, rotator.sessions, rotator.cookies, rotator.getFetchStats(), rotator.strategy, rotator)
    }
    through(events)
}

private fun gateway(proxy: LoopbackProxy): Proxy =
    Proxy
        .parse(proxy.url)
        .withCredentials("${Canary.USERNAME}-{session}-{country}", Canary.PASSWORD)
        .withCountry("SE")
        .withGateway(Gateway(maxRequests = 1, connectHeaders = mapOf("X-Vendor" to Canary.TOKEN)))

private suspend fun SecrecyWalk.throughEveryProxy(targets: List<String>) {
    behaviours.forEachIndexed { index, behaviour ->
        LoopbackProxy(behaviour).use { proxy ->
            val alone = Proxy.parse(proxy.secretUrl)
            drive(alone, targets, isBearer = index % 2 == 0)
            drive(gateway(proxy), targets, isBearer = index % 2 == 1)
            LoopbackProxy().use { drive(Proxy.chain(Proxy.parse(it.secretUrl), alone), targets, isBearer = true) }
        }
    }
    val saysAll = "$echo, ${Canary.TOKEN}".toByteArray()
    LoopbackProxy(ProxyBehaviour.Status(403, listOf("Proxy-Status" to "p; error=\"$basic\""), saysAll)).use {
        drive(gateway(it), targets, isBearer = false)
    }
    LoopbackProxy(ProxyBehaviour.Hang).use { drive(Proxy.parse(it.secretUrl), targets.take(1), isBearer = false) }
    // Behind a tunnel; forwarded, it would be the answer of the target, and that is shown as it is.
    LoopbackProxy(ProxyBehaviour.Status(403, body = echo.toByteArray())).use {
        drive(Proxy.parse(it.secretUrl), targets.filter { url -> url.startsWith("https") }, isBearer = false)
    }
    listOf(TestCertificates.good, TestCertificates.unknown).forEach { certificate ->
        LoopbackProxy(certificate = certificate).use { drive(Proxy.parse(it.secretUrl), targets, isBearer = false) }
    }
    listOf(Canary.USERNAME to Canary.PASSWORD, Canary.USERNAME to "other", "other" to "other").forEach { right ->
        LoopbackSocksProxy(right).use { proxy ->
            listOf("socks5" to Canary.USER_INFO, "socks4a" to Canary.USER_INFO.substringBefore(':')).forEach {
                val asked = Proxy.parse(proxy.url(it.first, it.second))
                drive(asked, targets, isBearer = true)
                proxy.refusal = 5
                drive(asked, targets, isBearer = true)
                proxy.refusal = null
            }
        }
    }
}

private val senselessDocuments =
    listOf(
        """{"proxies": ["http://${Canary.USER_INFO}@a.example:99999"]}""",
        """{"proxies": {"http://${Canary.USER_INFO}@a.example": 1}}""",
        """{"proxies": ["http://${Canary.USER_INFO}@a.example" "b"]}""",
        """{"basicAuth": {"username": "a:", "password": "${Canary.TOKEN}"}}""",
        """{"basicAuth": {"username": "a", "password": ["${Canary.TOKEN}"]}}""",
        """{"bearerAuth": "${Canary.TOKEN} x"}""",
        """{"defaultHeader": {"X-Key": "${Canary.TOKEN}\n"}}""",
        """{"baseUrl": "https://${Canary.USER_INFO}@a.example"}""",
        """{"${Canary.TOKEN}": 1""",
        """{"strategy": "${Canary.USER_INFO}@"}""",
    )

private val senselessProxies =
    listOf(
        "http://${Canary.USER_INFO}@",
        "http://${Canary.USER_INFO}@a.example:99999",
        "http://${Canary.USERNAME}:${Canary.PASSWORD}@a.example",
        "nonsense://${Canary.USER_INFO}@a.example",
        "a.example:80:${Canary.TOKEN}",
        "http://${Canary.USER_INFO}@a.example->direct://",
        "http://a.example/${Canary.TOKEN}",
        "http://${Canary.USER_INFO.replace("%", "%%")}@a.example",
    )

private fun faults(): List<Throwable?> =
    listOf<() -> Any>(
        { ProxyCredentials("${Canary.USERNAME}\n", Canary.PASSWORD) },
        { ProxyCredentials(Canary.USERNAME, "${Canary.PASSWORD}\u0000") },
        { Gateway(connectHeaders = mapOf("X-Vendor" to "${Canary.TOKEN}\n")) },
        { Gateway(connectHeaders = mapOf(Canary.PASSWORD to "x")) },
        { ProxyRotator("a.example") { basicAuth("${Canary.USERNAME}:", Canary.PASSWORD) } },
        { ProxyRotator("a.example") { bearerAuth("${Canary.TOKEN} x") } },
        { ProxyRotator("a.example") { defaultHeader("X-Key", "${Canary.TOKEN}\r\n") } },
        { ProxyRotator("a.example") { baseUrl = "http://${Canary.USER_INFO}@a.example" } },
        { ProxyRotator("a.example") { fromEnvironment(mapOf("HTTP_TIMEOUT" to Canary.TOKEN)) } },
        { FetchRequest("http://a.example", headers = mapOf("X-Key" to "${Canary.TOKEN}\n")) },
        { ProxyRotator("a.example").use { it.sessions.open("a", mapOf("X-Key" to "${Canary.TOKEN}\n")) } },
    ).map { runCatching(it).exceptionOrNull() } +
        senselessDocuments.map { runCatching { ProxyRotator("a.example") { fromJson(it) } }.exceptionOrNull() } +
        senselessProxies.map { runCatching { Proxy.parse(it) }.exceptionOrNull() }

class CanaryEverywhereTest :
    FunSpec({
        test("B4 B5 secrets wherever there is a place for one show in nothing that a caller gets, whatever happens") {
            val alarm = CanaryAlarm(Canary.watch).also { it.begin("this") }
            val walk = SecrecyWalk(alarm)
            LogWatch(ROOT, alarm).use {
                LoopbackOrigin(TestCertificates.good).use { secure ->
                    LoopbackOrigin().use { walk.throughEveryProxy(listOf(it.url("/"), secure.url("/bytes/100"))) }
                }
            }
            lookAtThreads(alarm)
            alarm.found.joinToString("\n") shouldBe ""
            walk.reached shouldContainAll
                listOf(
                    "ProxyRotatorConfig",
                    "ProxyStats",
                    "PoolStats",
                    "Proxy",
                    "Attempt",
                    "FetchResponse",
                    "FetchStats",
                ) +
                listOf("ProxyConnectionException", "ProxyAuthenticationException", "ProxyTlsException") +
                listOf("ProxyRefusedException", "ProxyProtocolException", "ProxyTimeoutException", "ProxySession") +
                listOf("RotationEvent\$AttemptEnded", "RotationEvent\$CallEnded", "RequestDefaults", "CookiePolicy")
        }

        test("B4 B6 secrets in what cannot be a configuration, a proxy or a list of them are not shown") {
            val alarm = CanaryAlarm(Canary.watch).also { it.begin("this") }
            val walk = SecrecyWalk(alarm)
            faults().forEachIndexed { index, fault -> walk.through(checkNotNull(fault) { "fault $index is none" }) }
            val lists = senselessProxies + senselessDocuments + listOf(senselessProxies.joinToString("\n"))
            lists.forEach { walk.through(ProxyList.parse(it)) }
            alarm.found.joinToString("\n") shouldBe ""
            walk.reached shouldContainAll listOf("ProxyValidationException", "ProxyListReading", "ProxyListProblem")
        }
    })
