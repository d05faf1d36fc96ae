package dev.proxyrotator.integration

/** A proxy, or several one behind the other; asking for its [url] starts them. */
internal interface Route {
    val url: String

    /** Every program that is needed for it. */
    val needs: Set<Program>

    /** Whether large bodies arrive at an https target, if [secure], or at an http one. */
    fun carriesUploads(secure: Boolean): Boolean

    /** [url] as this route can be asked for it. */
    fun targetUrl(url: String): String
}

/** Each of [hops] is asked for a connection to the one after it. */
internal class Chain(
    vararg hops: RealProxy,
) : Route {
    private val hops = hops.asList()

    override val url: String get() = hops.joinToString("->") { it.url }

    override val needs: Set<Program> get() = hops.flatMapTo(LinkedHashSet()) { it.needs }

    override fun carriesUploads(secure: Boolean): Boolean = hops.last().carriesUploads(secure)

    override fun targetUrl(url: String): String = hops.last().targetUrl(url)

    override fun toString(): String = hops.joinToString(", then ")
}
