package dev.proxyrotator.health

/** Something for each target host, for at most [capacity] of them: the least recently used goes. Not thread-safe. */
internal class RecentHosts<V : Any>(
    private val capacity: Int,
) {
    private class Node<V>(
        val host: String,
        val value: V,
    ) {
        var older: Node<V>? = null
        var newer: Node<V>? = null
    }

    private val nodes = HashMap<String, Node<V>>()
    private var oldest: Node<V>? = null
    private var newest: Node<V>? = null

    val size: Int get() = nodes.size

    /** The least recently used value. */
    val leastRecent: V? get() = oldest?.value

    /** The value of [host], which is used by this. */
    fun find(host: String): V? {
        if (nodes.isEmpty()) return null
        val node = nodes[host] ?: return null
        if (node !== newest) {
            unlink(node)
            append(node)
        }
        return node.value
    }

    /** Adds what is not there; [onEvicted] is told what had to go for it. */
    fun findOrAdd(
        host: String,
        create: () -> V,
        onEvicted: (V) -> Unit = {},
    ): V {
        find(host)?.let { return it }
        if (size == capacity) removeLeastRecent()?.let(onEvicted)
        return create().also { add(host, it) }
    }

    fun removeLeastRecent(): V? = oldest?.let { remove(it.host) }

    fun remove(host: String): V? {
        if (nodes.isEmpty()) return null
        val node = nodes.remove(host) ?: return null
        unlink(node)
        return node.value
    }

    private fun add(
        host: String,
        value: V,
    ) {
        val node = Node(host, value)
        nodes[host] = node
        append(node)
    }

    private fun append(node: Node<V>) {
        node.older = newest
        newest?.newer = node
        newest = node
        if (oldest == null) oldest = node
    }

    private fun unlink(node: Node<V>) {
        val older = node.older
        val newer = node.newer
        if (older == null) oldest = newer else older.newer = newer
        if (newer == null) newest = older else newer.older = older
        node.older = null
        node.newer = null
    }
}
