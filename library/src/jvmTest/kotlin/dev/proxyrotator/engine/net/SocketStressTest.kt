package dev.proxyrotator.engine.net

import io.kotest.core.spec.style.FunSpec
import kotlin.time.Duration.Companion.minutes

private const val MEBIBYTE = 1024L * 1024

/** `SocketLoadTest` at full size, some minutes of it: only with the profile `stress`. */
class SocketStressTest :
    FunSpec({
        timeout = 10.minutes.inWholeMilliseconds

        test("F1 10,000 calls cancelled at random moments leave nothing behind") {
            cancelAtRandomMoments(count = 10_000)
        }

        test("F2 each of 10,000 calls cancelled while its response arrives is delivered or gone, and nothing is left") {
            raceDeliveries(count = 10_000)
        }

        test("S0-37, I7 10,000 calls at once are all answered, without a thread more") {
            if (mostDescriptors() > NEEDED_DESCRIPTORS) {
                answerAtOnce(count = 10_000)
            } else {
                println(
                    "skipped: 10,000 connections need more descriptors than the ${mostDescriptors()} that may be open",
                )
            }
        }

        test("S0-25 a download of 2 GiB needs little memory and arrives byte for byte") {
            withLittleMemory(Task.DOWNLOAD, 2048 * MEBIBYTE)
        }

        test("an upload of 1 GiB needs little memory and arrives byte for byte") {
            withLittleMemory(Task.UPLOAD, 1024 * MEBIBYTE)
        }

        test("256 MiB either way through a tunnel with TLS need little memory and arrive byte for byte") {
            withLittleMemory(Task.DOWNLOAD, 256 * MEBIBYTE, origin = "https://localhost")
            withLittleMemory(Task.UPLOAD, 256 * MEBIBYTE, origin = "https://localhost")
        }
    })

private const val NEEDED_DESCRIPTORS = 12_000L

private fun mostDescriptors(): Long {
    val system =
        java.lang.management.ManagementFactory
            .getOperatingSystemMXBean()
    return (system as? com.sun.management.UnixOperatingSystemMXBean)?.maxFileDescriptorCount ?: Long.MAX_VALUE
}
