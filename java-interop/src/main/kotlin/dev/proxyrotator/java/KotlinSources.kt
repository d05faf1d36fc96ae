package dev.proxyrotator.java

import dev.proxyrotator.source.ProxyListOptions
import dev.proxyrotator.source.ProxyListReading
import dev.proxyrotator.source.ProxySource
import dev.proxyrotator.source.file
import io.ktor.client.request.header
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible
import java.nio.file.Path
import java.time.Duration
import java.util.concurrent.Callable
import java.util.function.Consumer
import kotlin.time.toKotlinDuration
import dev.proxyrotator.source.RemoteListOptions as RemoteList

/** The sources of proxies whose functions Java cannot call. */
internal object KotlinSources {
    @JvmStatic
    fun text(
        text: String,
        configure: Consumer<ProxyListOptions>,
    ): ProxySource = ProxySource.text(text) { configure.accept(this) }

    @JvmStatic
    fun file(
        path: Path,
        configure: Consumer<ProxyListOptions>,
    ): ProxySource = ProxySource.file(path) { configure.accept(this) }

    @JvmStatic
    fun of(read: Callable<ProxyListReading>): ProxySource =
        ProxySource { runInterruptible(Dispatchers.IO) { read.call() } }
}

/** What the library's options of a remote list have in Kotlin's types, in those of Java. */
internal class RemoteListSettings(
    val list: RemoteList,
) {
    private val fields = ArrayList<Pair<String, String>>()

    init {
        list.request { fields.forEach { (name, value) -> header(name, value) } }
    }

    fun timeout(limit: Duration) {
        list.timeout = limit.toKotlinDuration()
    }

    fun header(
        name: String,
        value: String,
    ) {
        HeaderFields.check(name, value)
        fields.add(name to value)
    }
}
