package dev.proxyrotator.samples.background.demo

import dev.proxyrotator.testkit.OriginAnswer
import dev.proxyrotator.testkit.OriginHandler
import dev.proxyrotator.testkit.ReceivedRequest
import dev.proxyrotator.testkit.patternedBytes
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

/** Where a process is killed: once so many files are [done], and so many bytes of the next one are here. */
internal class KillPoint(
    val done: Int,
    val partOfNext: Int = 0,
)

/** An origin of files that comes no further than a [KillPoint] until it is released. */
internal class HeldFiles(
    sizes: List<Int>,
) : OriginHandler {
    val bodies: List<ByteArray> = sizes.mapIndexed { index, size -> patternedBytes(size, seed = index) }

    val paths: List<String> = bodies.indices.map { "/file-${it + 1}" }

    @Volatile
    private var hold = Hold(KillPoint(bodies.size))

    fun holdAt(point: KillPoint) {
        hold = Hold(point)
    }

    /** From here on all is answered; what was held belongs to a process that is gone. */
    fun release() {
        hold.latch.countDown()
        hold = Hold(KillPoint(bodies.size))
    }

    override fun answer(request: ReceivedRequest): OriginAnswer {
        val held = hold
        val index = paths.indexOf(request.path)
        if (index < 0) return OriginAnswer.Whole("no such file", status = 404)
        val body = bodies[index]
        val start = startOf(request)
        val part = "Content-Range" to "bytes $start-${body.lastIndex}/${body.size}"
        val headers = listOf("ETag" to "\"${index + 1}\"") + if (start > 0) listOf(part) else emptyList()
        val status = if (start > 0) 206 else 200
        if (index == held.point.done && start < held.point.partOfNext) {
            return OriginAnswer.Chunked(HeldChunks(body, start, held), status, headers)
        }
        if (index >= held.point.done) held.await()
        return OriginAnswer.Whole(body.copyOfRange(start, body.size), status, headers)
    }

    private fun startOf(request: ReceivedRequest): Int =
        request
            .header("Range")
            ?.removePrefix("bytes=")
            ?.removeSuffix("-")
            ?.toInt() ?: 0

    private class Hold(
        val point: KillPoint,
    ) {
        val latch = CountDownLatch(1)

        fun await() {
            check(latch.await(1, TimeUnit.MINUTES)) { "Nobody was killed" }
        }
    }

    /** The beginning of [body], and what follows once that is released. */
    private class HeldChunks(
        private val body: ByteArray,
        private val start: Int,
        private val hold: Hold,
    ) : AbstractList<ByteArray>() {
        override val size: Int get() = 2

        override fun get(index: Int): ByteArray {
            val middle = hold.point.partOfNext
            if (index == 0) return body.copyOfRange(start, middle)
            hold.await()
            return body.copyOfRange(middle, body.size)
        }
    }
}
