package dev.proxyrotator.samples

import java.lang.reflect.InvocationTargetException
import kotlin.system.exitProcess

/** Every sample by the name that `-Dsample=` takes, in the order in which one reads them. */
internal val samples: Map<String, Sample> =
    listOf(
        Sample("demo.Main", "500 URLs through eight proxies, half of them broken; what runs without -Dsample"),
        Sample("QuickStart", "the first ten lines: a request, a batch, a stream"),
        Sample("JavaQuickStart", "the same from Java, with JSON", language = Sample.Language.JAVA),
        Sample("Failover", "what happened on the way, and what to catch when nothing helped"),
        Sample("Scraper", "pages as they come, 20 at once, at a rate the shop can bear, around a block"),
        Sample("HealthMonitor", "which endpoints are up, and whose fault it is where one is not"),
        Sample("MarketData", "several sources added up, though some are closed, slow or wrong"),
        Sample("Downloads", "a file with progress, gone on with after an interruption, its checksum verified"),
        Sample("BackgroundFetch", "a background job that is killed twice and fetches nothing twice"),
        Sample("ProxyServer", "a Ktor server that passes requests on, streaming both ways", within = "server"),
    ).associateBy { it.name }

/** A `main` to be run by its [name]: that of the file it is in, which may be [within] a package of its own. */
internal class Sample(
    val name: String,
    val about: String,
    within: String? = null,
    language: Language = Language.KOTLIN,
) {
    enum class Language(
        val suffix: String,
    ) {
        KOTLIN("Kt"),
        JAVA(""),
    }

    val className: String =
        listOfNotNull("dev.proxyrotator.samples", within, name).joinToString(".") + language.suffix
}

/**
 * `mvn -q -Pdemo -Dsample=NAME -Dargs="…"`: the first argument is the name, the others are for the sample. Ends the
 * process: with 0 when the sample came through, 1 when it threw, 2 when there is none of that name, or with what the
 * sample itself ends with.
 */
fun main(arguments: Array<String>) {
    val sample = arguments.firstOrNull()?.let(samples::get)
    if (sample == null) {
        System.err.println(unknownSample(arguments.firstOrNull()))
        exitProcess(2)
    }
    exitProcess(run(sample, arguments.drop(1)))
}

internal fun unknownSample(name: String?): String =
    "There is no sample ${name.orEmpty()}. There are:\n" +
        samples.values.joinToString("\n") { "  ${it.name.padEnd(NAME_WIDTH)} ${it.about}" } +
        "\nRun one by its name: mvn -q -Pdemo -Dsample=QuickStart"

/** Runs the `main` of [sample] to its end, whether it takes arguments or not; the exit status that this deserves. */
internal fun run(
    sample: Sample,
    arguments: List<String>,
): Int {
    val type = Class.forName(sample.className)
    // What Kotlin compiles has one with arguments in any case.
    val main = type.getMethod("main", Array<String>::class.java)
    return try {
        main.invoke(null, arguments.toTypedArray())
        0
    } catch (thrown: InvocationTargetException) {
        thrown.targetException.printStackTrace()
        1
    }
}

private const val NAME_WIDTH = 16
