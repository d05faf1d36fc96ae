package dev.proxyrotator.samples.background.demo

import dev.proxyrotator.testkit.ReceivedRequest

/** What was there when a process was killed. */
internal class Kill(
    /** The paths of the files whose completion was recorded. */
    val recorded: Set<String>,
    /** How many requests the origin had got. */
    val requests: Int,
)

/** What became of all [paths]. */
internal class KillReport(
    val paths: List<String>,
    val kills: List<Kill>,
    /** The origin's own log. */
    val requests: List<ReceivedRequest>,
    /** Whether the last process succeeded, and each file is there, byte for byte. */
    val isComplete: Boolean,
) {
    /** Those that were asked for although they had been recorded. There are none. */
    val askedAgain: List<String> =
        kills.flatMap { kill -> requests.drop(kill.requests).map { it.path }.filter { it in kill.recorded } }

    val isProof: Boolean get() = isComplete && askedAgain.isEmpty()

    /** In a line for each file, which processes have asked for it, and which one has completed it. */
    fun table(): List<String> = paths.map { "$it: asked for ${askedBy(it)}; complete in process ${completedBy(it)}" }

    private fun completedBy(path: String): Int = 1 + kills.count { path !in it.recorded }

    private fun askedBy(path: String): String =
        requests
            .withIndex()
            .filter { (_, request) -> request.path == path }
            .joinToString { (index, request) ->
                val process = 1 + kills.count { it.requests <= index }
                val start = request.header("Range")?.let { " from byte ${it.filter(Char::isDigit)}" }.orEmpty()
                "by process $process$start"
            }
}
