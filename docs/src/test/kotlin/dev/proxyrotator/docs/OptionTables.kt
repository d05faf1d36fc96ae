package dev.proxyrotator.docs

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.checkAnonymity
import dev.proxyrotator.engine.net.Sockets
import dev.proxyrotator.fetch.DownloadOptions
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.retry.RetryBudget
import dev.proxyrotator.rotation.rotation
import dev.proxyrotator.selection.RotationStrategy
import io.ktor.client.request.HttpRequestBuilder
import kotlinx.coroutines.runBlocking
import kotlin.reflect.KProperty1
import kotlin.reflect.KVisibility
import kotlin.reflect.full.memberFunctions
import kotlin.reflect.full.memberProperties
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

const val ROTATOR = "The rotator"
const val REQUEST = "rotation"
const val CHECK = "checkAnonymity"

/** A row of `docs/defaults.md`. */
class OptionRow(
    cells: List<String>,
) {
    val name: String = codeSpans(cells[0]).single()

    /** The way there: a setter, or a setter and a method of what it hands to its function. */
    val java: List<String> = codeSpans(cells[1])
    val json: String? = codeSpans(cells[2]).singleOrNull()
    val variable: String? = codeSpans(cells[3]).singleOrNull()
    val default: String =
        cells[4]
            .removePrefix("`")
            .removeSuffix("`")
            .takeIf { it != "–" }
            .orEmpty()
}

fun optionRows(block: String): List<OptionRow> =
    Page
        .of("docs/defaults.md")
        .rows(block)
        .drop(1)
        .map(::OptionRow)

/** What holds the options of each table, with nothing set. */
val builders: Map<String, Any> by lazy {
    buildMap {
        ProxyRotator {
            put(ROTATOR, this)
            timeouts { put("timeouts", this) }
            retry { put("retry", this) }
            limits { put("limits", this) }
            health { put("health", this) }
            bans { put("bans", this) }
            sessions { put("sessions", this) }
            cookies { put("cookies", this) }
            redirects { put("redirects", this) }
            compression { put("compression", this) }
            tls { put("tls", this) }
            fetch { put("fetch", this) }
            logging { put("logging", this) }
            transport = Sockets { put("Sockets", this) }
        }.close()
        put("DownloadOptions", DownloadOptions())
        HttpRequestBuilder().rotation { put(REQUEST, this) }
        val rotator = ProxyRotator()
        // What it is to ask is not asked: the options are all that is wanted.
        runBlocking {
            runCatching {
                rotator.checkAnonymity(
                    "http://echo.example/",
                ) { put(CHECK, this).let { error("") } }
            }
        }
        rotator.close()
    }
}

private val blocks get() = builders.keys - ROTATOR + "proxyTls"

/** Other ways to say what a row says. */
private val aliases = setOf("proxies", "equals", "hashCode", "toString")

fun publicProperties(builder: Any): List<KProperty1<out Any, *>> =
    builder::class.memberProperties.filter { it.visibility == KVisibility.PUBLIC }

/** All that can be set in a block: its properties and its functions. */
fun optionsOf(builder: Any): Set<String> {
    val functions = builder::class.memberFunctions.filter { it.visibility == KVisibility.PUBLIC }.map { it.name }
    val all = (publicProperties(builder).map { it.name } + functions).toSet() - aliases
    return if (builder == builders[ROTATOR]) all - blocks else all
}

/** A value as the tables show it; empty for none. */
fun shown(value: Any?): String =
    when (value) {
        null, Duration.INFINITE -> ""

        is Duration ->
            if (value ==
                value.inWholeSeconds.seconds
            ) {
                "${value.inWholeSeconds} s"
            } else {
                "${value.inWholeMilliseconds} ms"
            }

        is Long -> if (value % MEBIBYTE == 0L) "${value / MEBIBYTE} MiB" else "%,d".format(value)

        is Int -> "%,d".format(value)

        is Set<*> -> value.joinToString()

        is RotationStrategy -> value.name

        is Backoff ->
            "${shown(value.base)}, doubled up to ${shown(value.cap)}, by chance".also {
                check(value.factor == 2.0 && value.jitter)
            }

        is RetryBudget -> {
            val share = (value.ratio * 100).toInt()
            "$share % of the calls and ${value.reservePerSecond.toInt()} a second, within ${shown(value.window)}"
        }

        else -> "$value"
    }

private const val MEBIBYTE = 1024L * 1024
