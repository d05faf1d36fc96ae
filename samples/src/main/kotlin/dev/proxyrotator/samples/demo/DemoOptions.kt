package dev.proxyrotator.samples.demo

import java.nio.file.Path

/** What the user asked for. */
internal class DemoOptions(
    /** The user's own files; `null` for the loopback world. */
    val files: InputFiles?,
    val strategy: String,
    val concurrency: Int,
    val json: Boolean,
)

internal class InputFiles(
    val proxies: Path,
    val urls: Path,
)
