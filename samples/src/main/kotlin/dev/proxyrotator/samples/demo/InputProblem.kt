package dev.proxyrotator.samples.demo

/** Something wrong with a file of the user's. Shows nothing of the line, which may hold a password. */
internal class InputProblem(
    private val file: String,
    /** `null` when it is about the whole file. */
    val line: Int?,
    private val reason: String,
) {
    override fun toString(): String = listOfNotNull(file, line?.toString(), " $reason").joinToString(":")
}

/** The files cannot be used; nothing was fetched. */
internal class BadInput(
    val problems: List<InputProblem>,
) : Exception(problems.joinToString("\n"))
