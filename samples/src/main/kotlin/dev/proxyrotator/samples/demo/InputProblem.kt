package dev.proxyrotator.samples.demo

/** Something wrong with a file of the user's. Shows nothing of the line, which may hold a password. */
internal class InputProblem(
    val file: String,
    /** `null` when it is about the whole file. */
    val line: Int?,
    private val reason: String,
) {
    override fun toString(): String = listOfNotNull(file, line?.toString(), " $reason").joinToString(":")
}

/** The files cannot be used; nothing was fetched. */
internal class BadInput(
    found: List<InputProblem>,
) : Exception("The input files cannot be used") {
    /** File by file, from top to bottom. */
    val problems: List<InputProblem> =
        found.groupBy { it.file }.values.flatMap { inFile ->
            inFile.sortedBy {
                it.line
                    ?: 0
            }
        }
}
