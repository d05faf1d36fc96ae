package dev.proxyrotator.source

/**
 * Reads elements, attributes and text. There is no way in it to reach for anything outside of [text]: a DOCTYPE, and with
 * it every entity but the predefined ones, is refused.
 *
 * @throws ListRefused for that, and for what is not well-formed.
 */
internal fun readXml(
    text: String,
    rules: ListRules,
): ListNode = XmlElements(text, maxElements = ELEMENTS_PER_ENTRY * rules.maxEntries.toLong()).read()

private const val ELEMENTS_PER_ENTRY = 32L

private class OpenElement(
    val name: String,
    val line: Int,
) {
    val children = LinkedHashMap<String, MutableList<ListNode>>()
    val text = StringBuilder()

    fun add(
        name: String,
        node: ListNode,
    ) {
        children.getOrPut(name, ::ArrayList).add(node)
    }

    /** What stands several times under one name is a list; a text beside attributes is what they are about. */
    fun toNode(): ListNode {
        val content = text.trim().toString()
        if (children.isEmpty()) return ListNode.Scalar(content, line)
        if (content.isNotEmpty()) add("proxy", ListNode.Scalar(content, line))
        return ListNode.Fields(
            children.mapValues { (_, nodes) ->
                nodes.singleOrNull() ?: ListNode.Items(nodes, line)
            },
            line,
        )
    }
}

private class XmlElements(
    text: String,
    private val maxElements: Long,
) {
    private val scanner = XmlScanner(text)
    private val open = ArrayList<OpenElement>()
    private var elements = 0L
    private var root: ListNode? = null

    fun read(): ListNode {
        while (!scanner.isAtEnd) {
            readText()
            if (!scanner.isAtEnd) readMarkup()
        }
        if (open.isNotEmpty()) refuse("an element of the XML is not closed", open.last().line)
        return root ?: refuse("it is no XML document")
    }

    private fun readText() {
        val line = scanner.line
        val text = scanner.textUpTo('<')
        val element = open.lastOrNull()
        when {
            element != null -> element.text.append(xmlText(text, line))
            text.isNotBlank() -> refuse("text stands outside of the XML", line)
        }
    }

    private fun readMarkup() {
        when {
            scanner.takes("<?") -> scanner.skipPast("?>")
            scanner.takes("<!--") -> scanner.skipPast("-->")
            scanner.takes("<!") -> refuse("XML with a DOCTYPE or a CDATA section is not read", scanner.line)
            scanner.takes("</") -> close(scanner.nameAndClose())
            else -> openElement()
        }
    }

    private fun openElement() {
        val line = scanner.line
        scanner.takes("<")
        if (root != null) refuse("the XML has more than one root", line)
        if (++elements > maxElements) refuse("it has too many elements for a list: raise maxEntries", line)
        if (open.size >= MAX_DEPTH) refuse("it is nested deeper than $MAX_DEPTH levels", line)
        val element = OpenElement(scanner.name(), line)
        while (scanner.hasAttribute()) {
            val name = scanner.name()
            element.add(name, ListNode.Scalar(xmlText(scanner.attributeValue(), line), line))
        }
        open.add(element)
        if (scanner.takes("/>")) close(element.name) else scanner.require(">")
    }

    private fun close(name: String) {
        val element = open.removeLastOrNull()
        if (element?.name != name) refuse("the elements of the XML are not nested", scanner.line)
        val parent = open.lastOrNull()
        if (parent == null) root = element.toNode() else parent.add(name, element.toNode())
    }
}
