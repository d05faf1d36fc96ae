package dev.proxyrotator.engine.net

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.event.AttemptTimings
import dev.proxyrotator.event.RotationEvent
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.LoopbackProxy
import dev.proxyrotator.testkit.SelfSignedCertificate
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlin.time.Duration

/** Which parts of the time are told. */
private val AttemptTimings.told: List<Boolean>
    get() = listOf(connect, handshake, tls, firstByte, body).map { it != null }

private suspend fun timingsOf(
    origin: LoopbackOrigin,
    proxy: String?,
): List<RotationEvent.AttemptEnded> {
    val heard = ArrayList<RotationEvent.AttemptEnded>()
    ProxyRotator(emptyList<String>()) {
        if (proxy == null) proxy(Proxy.Direct) else proxy(proxy)
        tls { trust(SelfSignedCertificate.shared.certificatePem) }
        listener { if (it is RotationEvent.AttemptEnded) heard.add(it) }
    }.use { rotator -> repeat(2) { rotator.get(origin.url("/bytes/100")) } }
    return heard
}

class TimingsTest :
    FunSpec({
        test("S4-5 an attempt over a new connection tells of each step to it, one over a kept connection of none") {
            LoopbackProxy().use { proxy ->
                LoopbackOrigin(SelfSignedCertificate.shared).use { secure ->
                    val attempts = timingsOf(secure, proxy.url)
                    attempts.map { it.timings.isConnectionReused } shouldContainExactly listOf(false, true)
                    attempts.first().timings.told shouldContainExactly listOf(true, true, true, true, true)
                    attempts.last().timings.told shouldContainExactly listOf(false, false, false, true, true)
                    // The parts are never more than the whole.
                    attempts.forEach { it.partsLessThanWhole shouldBe true }
                }
            }
        }

        test("S4-5 without a tunnel there is no handshake, and without https no TLS") {
            LoopbackProxy().use { proxy ->
                LoopbackOrigin().use { origin ->
                    timingsOf(origin, proxy.url).first().timings.told shouldContainExactly
                        listOf(true, false, false, true, true)
                }
            }
            LoopbackOrigin(SelfSignedCertificate.shared).use { secure ->
                timingsOf(secure, proxy = null).first().timings.told shouldContainExactly
                    listOf(true, false, true, true, true)
            }
        }
    })

private val RotationEvent.AttemptEnded.partsLessThanWhole: Boolean
    get() {
        val parts = with(timings) { listOfNotNull(connect, handshake, tls, firstByte, body) }
        return parts.fold(Duration.ZERO, Duration::plus) <= attempt.duration
    }
