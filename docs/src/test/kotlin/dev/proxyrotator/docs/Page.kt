package dev.proxyrotator.docs

import java.io.File

/** A fenced block of a page: its language, what is in it, and the number of its first line. */
class Block(
    val language: String,
    val text: String,
    val line: Int,
)

/** A page of Markdown, as far as the tests of the documentation look at it. */
class Page(
    val file: File,
) {
    val path: String = file.relativeTo(root).path
    private val lines = file.readLines()
    val blocks: List<Block>

    /** The lines outside of fenced blocks, with their numbers. */
    val prose: List<IndexedValue<String>>

    init {
        val blocks = ArrayList<Block>()
        val prose = ArrayList<IndexedValue<String>>()
        var opened = -1
        lines.forEachIndexed { index, line ->
            when {
                !line.startsWith(FENCE) -> if (opened < 0) prose.add(IndexedValue(index + 1, line))

                opened < 0 -> opened = index

                else -> {
                    val text = lines.subList(opened + 1, index).joinToString("\n")
                    blocks.add(Block(lines[opened].removePrefix(FENCE).trim(), text, opened + 2))
                    opened = -1
                }
            }
        }
        check(opened < 0) { "$path:${opened + 1}: a block that is not closed" }
        this.blocks = blocks
        this.prose = prose
    }

    /** What a link may name after `#`, by the rules of GitHub. */
    val anchors: Set<String> by lazy {
        val seen = HashMap<String, Int>()
        prose
            .mapNotNull { heading.matchEntire(it.value)?.groupValues?.get(1) }
            .mapTo(HashSet()) { title ->
                val slug = slug(title)
                val count = seen.merge(slug, 1, Int::plus) ?: 1
                if (count == 1) slug else "$slug-${count - 1}"
            }
    }

    /** The rows of the tables below the heading [title], or of the whole page, as trimmed cells. */
    fun rows(title: String? = null): List<List<String>> {
        var here = title == null
        return prose.mapNotNull { (_, line) ->
            heading.matchEntire(line)?.let { if (title != null) here = it.groupValues[1] == title }
            val isRow = here && line.startsWith("|") && !line.startsWith("|---")
            if (isRow) line.trim('|').split('|').map { it.trim() } else null
        }
    }

    companion object {
        private const val FENCE = "```"
        private val heading = Regex("#{1,6} (.*)")
        private val notBuilt = setOf("target", ".git")

        val root: File = File("..").canonicalFile

        /** Every page of the project. */
        val all: List<Page> by lazy {
            root
                .walk()
                .onEnter { it.name !in notBuilt }
                .filter { it.extension == "md" }
                .map(::Page)
                .toList()
        }

        fun of(path: String) = all.single { it.path == path }

        fun slug(title: String) =
            title
                .lowercase()
                .filter { it.isLetterOrDigit() || it == ' ' || it == '-' || it == '_' }
                .replace(' ', '-')
    }
}

/** The texts between backticks. */
fun codeSpans(text: String): List<String> = Regex("`([^`]+)`").findAll(text).map { it.groupValues[1] }.toList()
