package dev.proxyrotator.engine.net

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.testkit.ChildJvm
import dev.proxyrotator.testkit.LoadPattern
import dev.proxyrotator.testkit.LoadServer
import dev.proxyrotator.testkit.SelfSignedCertificate
import io.ktor.client.request.prepareGet
import io.ktor.client.request.setBody
import io.ktor.client.statement.bodyAsText
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI
import io.ktor.utils.io.readAvailable
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import java.util.zip.CRC32
import kotlin.time.Duration

/** What is done in a JVM with a heap of 64 MiB. */
internal enum class Task { DOWNLOAD, UPLOAD, UNREAD }

/** Has [task] done by a client with a heap of 64 MiB, with [size] bytes. */
internal fun withLittleMemory(
    task: Task,
    size: Long,
    origin: String = "http://target.test",
) {
    LoadServer(SelfSignedCertificate.shared).use { server ->
        val arguments = listOf(server.url, origin, task.name, "$size")
        ChildJvm("dev.proxyrotator.engine.net.LittleMemoryKt", arguments, listOf("-Xmx64m")).use { child ->
            println("$task of $size bytes from $origin with a heap of 64 MiB: ${child.await("done")}")
            child.awaitSuccess()
        }
    }
}

/** The child: proxy, origin, task and size. Says `done` when everything was as it must be. */
fun main(arguments: Array<String>) {
    val (proxy, origin, task, size) = arguments
    val rotator =
        ProxyRotator(proxy) {
            tls { verify = false }
            timeouts {
                call = Duration.INFINITE
                idle = Duration.INFINITE
            }
        }
    rotator.use {
        runBlocking(Dispatchers.Default) {
            when (Task.valueOf(task)) {
                Task.DOWNLOAD -> it.download("$origin/bytes/$size", size.toLong())
                Task.UPLOAD -> it.upload("$origin/upload", size.toLong())
                Task.UNREAD -> it.leaveUnread("$origin/bytes/$size", size.toLong())
            }
        }
    }
    println("done, ${usedMebibytes()} MiB of it in use")
}

private suspend fun ProxyRotator.download(
    url: String,
    size: Long,
) {
    val checksum = CRC32()
    var received = 0L
    streamGet(url, chunkSize = 64 * 1024).collect {
        checksum.update(it)
        received += it.size
    }
    check(received == size) { "$received bytes instead of $size" }
    check(checksum.value == LoadPattern.checksum(size)) { "Wrong bytes" }
}

private suspend fun ProxyRotator.upload(
    url: String,
    size: Long,
) {
    val answer = put(url) { setBody(LoadUpload(size)) }.bodyAsText()
    check(answer == "$size ${LoadPattern.checksum(size)}") { "The server got $answer" }
}

/** Opens many streams at once and reads them only then: what waits to be read must wait at the server's side. */
private suspend fun ProxyRotator.leaveUnread(
    url: String,
    size: Long,
) = coroutineScope {
    val streams = List(UNREAD_STREAMS) { CompletableDeferred<Unit>() to CompletableDeferred<Unit>() }
    val reading =
        streams.map { (isOpen, mayRead) ->
            launch {
                client.prepareGet(url).execute { response ->
                    isOpen.complete(Unit)
                    mayRead.await()
                    @OptIn(InternalAPI::class)
                    check(response.rawContent.checksum() == LoadPattern.checksum(size)) { "Wrong bytes" }
                }
            }
        }
    streams.forEach { (isOpen) -> isOpen.await() }
    // While the first is read, all the others have the time to overflow.
    streams.first().second.complete(Unit)
    reading.first().join()
    val used = usedMebibytes()
    check(used < MOST_MEBIBYTES) { "$used MiB are in use by $UNREAD_STREAMS unread streams" }
    streams.forEach { (_, mayRead) -> mayRead.complete(Unit) }
    reading.joinAll()
}

private suspend fun ByteReadChannel.checksum(): Long {
    val checksum = CRC32()
    val buffer = ByteArray(64 * 1024)
    while (true) {
        val count = readAvailable(buffer)
        if (count == -1) break
        checksum.update(buffer, 0, count)
    }
    return checksum.value
}

private fun usedMebibytes(): Long {
    val runtime = Runtime.getRuntime()
    System.gc()
    return (runtime.totalMemory() - runtime.freeMemory()) / (1024 * 1024)
}

private const val UNREAD_STREAMS = 50
private const val MOST_MEBIBYTES = 40
