package dev.proxyrotator.integration

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.testkit.LoopbackOrigin
import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.TestCertificate
import dev.proxyrotator.testkit.TestCertificates
import dev.proxyrotator.testkit.patternedBytes
import io.kotest.matchers.shouldBe
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import java.util.zip.CRC32

private const val LARGE = 32 * 1024 * 1024

private val largeBody by lazy { patternedBytes(LARGE) }
private val largeSum by lazy { CRC32().apply { update(largeBody) }.value }

/** An origin that takes a body and says its checksum, or gives a large one. */
private fun weighing(certificate: TestCertificate?) =
    LoopbackOrigin(certificate) { request ->
        if (request.method == "POST") {
            OriginAnswer.Whole(CRC32().apply { update(request.body) }.value.toString())
        } else {
            OriginAnswer.Whole(largeBody)
        }
    }

/** 32 MiB there, where that is possible, and 32 MiB back through [proxy], which arrive as they were. */
internal suspend fun ProxyRotator.carryLargeBodies(
    proxy: Route,
    secure: Boolean,
) = weighing(if (secure) TestCertificates.good else null).use { origin ->
    val url = proxy.targetUrl("${if (secure) "https" else "http"}://localhost:${origin.port}/")
    if (proxy.carriesUploads(secure)) post(url) { setBody(largeBody) }.bodyAsText() shouldBe largeSum.toString()
    val received = CRC32()
    streamGet(url).collect { received.update(it) }
    received.value shouldBe largeSum
}
