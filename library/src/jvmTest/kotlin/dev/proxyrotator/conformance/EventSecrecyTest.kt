package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.transports
import dev.proxyrotator.event.CapturedLog
import dev.proxyrotator.event.LogLevel
import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.SelfSignedCertificate
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.ktor.client.request.header
import java.util.Base64
import java.util.concurrent.ConcurrentLinkedQueue

private const val ROOT = "conformance_secrecy"
private const val USER = "canary-user-41be"
private const val PASSWORD = "canary-p@ss:77e0"
private const val QUERY = "canary-query-c3"
private const val HEADER = "canary-header-5a"

private fun base64(text: String) = Base64.getEncoder().encodeToString(text.toByteArray())

/** Every shape in which a secret could slip out. */
private val traces =
    listOf(
        USER,
        PASSWORD,
        "canary-p%40ss",
        "%3A77e0",
        PASSWORD.reversed(),
        base64("$USER:$PASSWORD"),
        base64(PASSWORD),
        QUERY,
        HEADER,
    )

private val behaviours =
    listOf(
        ProxyBehaviour.Good,
        ProxyBehaviour.Refuse,
        ProxyBehaviour.Answer407,
        ProxyBehaviour.Garbage("HTTP/1.1 200 OK\r\nbroken line canary\r\n\r\n".toByteArray()),
        ProxyBehaviour.ResetMidBody(3),
        ProxyBehaviour.AnswerConnect(403, listOf("X-Echo" to base64("$USER:$PASSWORD"))),
    )

class EventSecrecyTest :
    FunSpec({
        test("B4 B5 B7 credentials, queries and headers show in no event and no line of the log") {
            val heard = ConcurrentLinkedQueue<RotationEvent>()
            CapturedLog(ROOT).use { log ->
                LoopbackOrigin(SelfSignedCertificate.shared).use { secure ->
                    LoopbackOrigin().use { origin ->
                        transports.values.forEach { transport ->
                            behaviours.forEach { behaviour ->
                                LoopbackProxy(behaviour).use { proxy ->
                                    ProxyRotator(proxy.url(USER, PASSWORD)) {
                                        this.transport = transport
                                        listener { heard.add(it) }
                                        logging {
                                            name = ROOT
                                            level = LogLevel.TRACE
                                        }
                                    }.use { rotator ->
                                        listOf(origin.url("/bytes/100"), secure.url("/")).forEach { url ->
                                            val target = url.replace("://", "://$USER:canary-p%40ss@") + "?k=$QUERY"
                                            runCatching { rotator.get(target) { header("X-Key", HEADER) } }
                                        }
                                        rotator.addProxy("http://$USER:other@127.0.0.1:1")
                                        rotator.clearUnhealthyProxies()
                                    }
                                }
                            }
                        }
                    }
                }
                val seen = (heard.map { it.toString() } + log.lines).joinToString("\n")
                listOf("call method=GET", "attempt number=1", "/bytes/100", "added count=1").forEach {
                    seen shouldContain it
                }
                traces.forEach { seen shouldNotContain it }
            }
        }
    })
