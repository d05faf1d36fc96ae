package dev.proxyrotator.samples.demo

import java.nio.file.Path

/** What the user asked for. */
internal class DemoOptions(
    /** The user's own files; `null` for the loopback world. */
    val files: InputFiles?,
    val strategy: String,
    val concurrency: Int,
    val json: Boolean,
    /** `null` takes the one that can carry the URLs. */
    val engine: EngineChoice?,
)

internal class InputFiles(
    val proxies: Path,
    val urls: Path,
)

/** The stock Ktor engine behind the rotator. */
internal enum class EngineChoice(
    val optionName: String,
) {
    CIO("cio"),
    OKHTTP("okhttp"),
}
