package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.transports
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.SelfSignedCertificate
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.string.shouldNotContain
import kotlinx.serialization.json.Json
import java.io.PrintWriter
import java.io.StringWriter
import java.util.Base64

private const val USER = "canary-user-7f3a"
private const val PASSWORD = "canary-p@ss:9d1c"

/** Every shape in which the secret could slip out. */
private val traces =
    listOf(
        PASSWORD,
        USER,
        "canary-p%40ss",
        PASSWORD.reversed(),
        Base64.getEncoder().encodeToString("$USER:$PASSWORD".toByteArray()),
        Base64.getEncoder().encodeToString(PASSWORD.toByteArray()),
    )

private fun Throwable.printed() = StringWriter().also { printStackTrace(PrintWriter(it)) }.toString()

class RotatorSecrecyTest :
    FunSpec({
        test("the credentials of a proxy show in no error, attempt, statistic, configuration or snapshot") {
            val behaviours =
                listOf(
                    ProxyBehaviour.Refuse,
                    ProxyBehaviour.Answer407,
                    ProxyBehaviour.Garbage("220 smtp.example ESMTP\r\n".toByteArray()),
                    ProxyBehaviour.ResetMidBody(3),
                    ProxyBehaviour.AnswerConnect(403),
                )
            val seen = StringBuilder()
            LoopbackOrigin(SelfSignedCertificate.shared).use { secure ->
                LoopbackOrigin().use { origin ->
                    transports.values.forEach { transport ->
                        behaviours.forEach { behaviour ->
                            LoopbackProxy(behaviour).use { proxy ->
                                ProxyRotator(proxy.url(USER, PASSWORD)) { this.transport = transport }.use { rotator ->
                                    listOf(origin.url("/bytes/100"), secure.url("/")).forEach { url ->
                                        runCatching { rotator.get(url) }
                                            .onFailure { seen.append(it.printed()) }
                                            .onSuccess { seen.append(it).append(it.attempts) }
                                    }
                                    runCatching { rotator.addProxy(proxy.url(USER, PASSWORD) + "/path") }
                                        .onFailure { seen.append(it.printed()) }
                                    runCatching { rotator.removeProxy("http://$USER:other-$PASSWORD@127.0.0.1:1") }
                                        .onFailure { seen.append(it.printed()) }
                                    seen
                                        .append(
                                            rotator.config,
                                        ).append(rotator.getPoolStats())
                                        .append(rotator.pool.statistics())
                                    seen.append(
                                        rotator.pool.proxies.value
                                            .joinToString(),
                                    )
                                    seen.append(Json.encodeToString(rotator.getPoolStats()))
                                    rotator.pool.proxies.value.forEach {
                                        seen.append(
                                            Json.encodeToString(Proxy.serializer(), it),
                                        )
                                    }
                                }
                            }
                        }
                    }
                }
            }
            Thread.getAllStackTraces().keys.forEach { seen.append(it.name) }
            traces.forEach { seen.toString() shouldNotContain it }
        }
    })
