package dev.proxyrotator.engine.net

import io.kotest.core.spec.style.FunSpec

private const val MEBIBYTE = 1024L * 1024

/** Small enough for every build; the full size is in `SocketStressTest`. */
class SocketLoadTest :
    FunSpec({
        test("F1 2,000 calls cancelled at random moments leave nothing behind") {
            cancelAtRandomMoments(count = 2_000)
        }

        test("S0-37, I7 1,000 calls at once are all answered, without a thread more") {
            answerAtOnce(count = 1_000)
        }

        test("S0-25 a download of 64 MiB needs little memory and arrives byte for byte") {
            withLittleMemory(Task.DOWNLOAD, 64 * MEBIBYTE)
        }

        test("an upload of 64 MiB needs little memory and arrives byte for byte") {
            withLittleMemory(Task.UPLOAD, 64 * MEBIBYTE)
        }

        test("the same through a tunnel with TLS") {
            withLittleMemory(Task.DOWNLOAD, 32 * MEBIBYTE, origin = "https://localhost")
            withLittleMemory(Task.UPLOAD, 32 * MEBIBYTE, origin = "https://localhost")
        }

        test("I5 50 streams of 10 MiB that nobody reads wait at the server's side") {
            withLittleMemory(Task.UNREAD, 10 * MEBIBYTE)
        }
    })
