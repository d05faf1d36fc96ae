package dev.proxyrotator.source

/**
 * Reads the small part of YAML that lists are written in: block sequences, block mappings, plain and quoted scalars.
 * Nothing in it can stand for anything else: tags, anchors, aliases and the like are refused.
 *
 * @throws ListRefused for all else.
 */
internal fun readYaml(
    text: String,
    rules: ListRules,
): ListNode {
    val lines = ArrayList<YamlLine>()
    text.lineSequence().forEachIndexed { index, line ->
        val content = line.trim()
        if (content.isNotEmpty() && content[0] != '#') lines.add(YamlLine(index + 1, line.indentOf(index + 1), content))
        if (lines.size >
            LINES_PER_ENTRY * rules.maxEntries
        ) {
            refuse("it has too many lines for a list: raise maxEntries")
        }
    }
    if (lines.firstOrNull()?.text == "---") lines.removeAt(0)
    if (lines.isEmpty()) refuse("it is empty")
    return YamlBlocks(lines).readDocument()
}

private const val LINES_PER_ENTRY = 32L

private class YamlLine(
    val number: Int,
    val indent: Int,
    val text: String,
) {
    val isItem: Boolean get() = text == "-" || text.startsWith("- ")

    /** What follows the hyphen, as a line of its own. */
    fun afterHyphen(): YamlLine {
        val rest = text.drop(1).trimStart()
        return YamlLine(number, indent + text.length - rest.length, rest)
    }
}

private fun String.indentOf(line: Int): Int {
    val indent = indexOfFirst { it != ' ' }.coerceAtLeast(0)
    if (getOrNull(indent) == '\t' && isNotBlank()) refuse("YAML is not indented by tabs", line)
    return indent
}

private class YamlBlocks(
    private val lines: MutableList<YamlLine>,
) {
    private var index = 0

    fun readDocument(): ListNode {
        val root = readBlock(depth = 0)
        val next = lines.getOrNull(index)
        if (next != null && next.text != "...") refuse("its indentation is not that of a YAML list", next.number)
        return root ?: ListNode.Items(emptyList())
    }

    /** All lines that are indented like the first. */
    private fun readBlock(depth: Int): ListNode? {
        val first = lines[index]
        if (depth > MAX_DEPTH) refuse("it is nested deeper than $MAX_DEPTH levels", first.number)
        return when {
            first.isItem -> readItems(first, depth)
            keyEnd(first.text) >= 0 -> readFields(first, depth)
            else -> lines[index++].let { yamlScalar(it.text, it.number) }
        }
    }

    private fun readItems(
        first: YamlLine,
        depth: Int,
    ): ListNode {
        val items = ArrayList<ListNode>()
        while (true) {
            val line = lines.getOrNull(index)?.takeIf { it.indent == first.indent && it.isItem } ?: break
            val content = line.afterHyphen()
            val item =
                if (content.text.isEmpty() || content.text.startsWith('#')) {
                    index++
                    readDeeper(first.indent, depth)
                } else {
                    // The rest of the line is the first line of a block of its own.
                    lines[index] = content
                    readBlock(depth + 1)
                }
            item?.let(items::add)
        }
        return ListNode.Items(items, first.number)
    }

    private fun readFields(
        first: YamlLine,
        depth: Int,
    ): ListNode {
        val fields = LinkedHashMap<String, ListNode>()
        while (true) {
            val line = lines.getOrNull(index)?.takeIf { it.indent == first.indent && !it.isItem } ?: break
            val end = keyEnd(line.text)
            if (end < 0) refuse("it is neither a key with a value nor an item of a YAML list", line.number)
            val key = yamlKey(line.text.substring(0, end), line.number)
            val value = readValue(line, line.text.substring(end + 1).trimStart(), depth)
            if (value != null && fields.put(key, value) != null) refuse("a key stands twice in a mapping", line.number)
        }
        return ListNode.Fields(fields, first.number)
    }

    private fun readValue(
        line: YamlLine,
        value: String,
        depth: Int,
    ): ListNode? {
        index++
        val isBelow = value.isEmpty() || value.startsWith('#')
        return if (isBelow) readBelow(line.indent, depth) else yamlScalar(value, line.number)
    }

    /** A sequence may stand below its key without being indented. */
    private fun readBelow(
        indent: Int,
        depth: Int,
    ): ListNode? {
        val next = lines.getOrNull(index) ?: return null
        return if (next.indent == indent && next.isItem) readBlock(depth + 1) else readDeeper(indent, depth)
    }

    private fun readDeeper(
        indent: Int,
        depth: Int,
    ): ListNode? = if ((lines.getOrNull(index)?.indent ?: 0) > indent) readBlock(depth + 1) else null
}
