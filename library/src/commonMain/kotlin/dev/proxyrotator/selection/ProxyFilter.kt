package dev.proxyrotator.selection

import dev.proxyrotator.proxy.AnonymityLevel
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import dev.proxyrotator.proxy.readCountry
import kotlin.jvm.JvmField
import kotlin.jvm.JvmStatic

/**
 * Which proxies may be chosen. A value: two that say the same are equal, in any order of their parts.
 *
 * ```
 * ProxyFilter.country("SE", "NO") and ProxyFilter.tags("residential")
 * ```
 */
public abstract class ProxyFilter internal constructor() {
    /** Whether [proxy] may be chosen. */
    public abstract fun matches(proxy: Proxy): Boolean

    /** Only those that both match. */
    public infix fun and(other: ProxyFilter): ProxyFilter {
        val all = parts() + other.parts()
        return if (all.size <= 1) all.firstOrNull() ?: Everything else Both(all)
    }

    internal open fun parts(): Set<ProxyFilter> = setOf(this)

    /** Makes filters. */
    public companion object {
        /** Every proxy. */
        @JvmField
        public val Everything: ProxyFilter = Every

        /**
         * Proxies with all of these [tags][Proxy.tags].
         *
         * @throws IllegalArgumentException if there is none
         */
        @JvmStatic
        public fun tags(vararg tags: String): ProxyFilter {
            require(tags.isNotEmpty()) { "name at least one tag" }
            return Tags(tags.toSet())
        }

        /**
         * Proxies whose exit is in one of these [countries][Proxy.country]; not those where it is unknown.
         *
         * @param codes ISO 3166-1 alpha-2, in either case
         * @throws IllegalArgumentException if there is none, or one is not two letters
         */
        @JvmStatic
        public fun country(vararg codes: String): ProxyFilter {
            require(codes.isNotEmpty()) { "name at least one country" }
            return Countries(
                codes.mapTo(LinkedHashSet()) {
                    requireNotNull(readCountry(it)) {
                        "the country is a code of two letters (ISO 3166-1 alpha-2): \"$it\""
                    }
                },
            )
        }

        /**
         * Proxies with one of these [schemes][Proxy.scheme].
         *
         * @throws IllegalArgumentException if there is none
         */
        @JvmStatic
        public fun scheme(vararg schemes: ProxyScheme): ProxyFilter {
            require(schemes.isNotEmpty()) { "name at least one scheme" }
            return Schemes(schemes.toSet())
        }

        /** Proxies that are known to be as [anonymous][Proxy.anonymity] as [atLeast], or more; not those of unknown level. */
        @JvmStatic
        public fun anonymity(atLeast: AnonymityLevel): ProxyFilter = Anonymity(atLeast)

        /**
         * Proxies for which [predicate] is true. It is asked while the pool is locked, so it must be quick, and its
         * answer for one proxy must not change. Equal to another one with the same name and the same function object.
         *
         * @param name what it is called in logs
         */
        @JvmStatic
        public fun where(
            name: String,
            predicate: (Proxy) -> Boolean,
        ): ProxyFilter = Where(name, predicate)
    }

    private object Every : ProxyFilter() {
        override fun matches(proxy: Proxy) = true

        override fun parts() = emptySet<ProxyFilter>()

        override fun toString() = "everything"
    }

    private data class Both(
        private val parts: Set<ProxyFilter>,
    ) : ProxyFilter() {
        override fun matches(proxy: Proxy) = parts.all { it.matches(proxy) }

        override fun parts() = parts

        override fun toString() = parts.joinToString(" and ")
    }

    private data class Tags(
        private val tags: Set<String>,
    ) : ProxyFilter() {
        override fun matches(proxy: Proxy) = proxy.tags.containsAll(tags)

        override fun toString() = tags.joinToString(prefix = "tags(", postfix = ")")
    }

    private data class Countries(
        private val codes: Set<String>,
    ) : ProxyFilter() {
        override fun matches(proxy: Proxy) = proxy.country in codes

        override fun toString() = codes.joinToString(prefix = "country(", postfix = ")")
    }

    private data class Schemes(
        private val schemes: Set<ProxyScheme>,
    ) : ProxyFilter() {
        override fun matches(proxy: Proxy) = proxy.scheme in schemes

        override fun toString() = schemes.joinToString(prefix = "scheme(", postfix = ")") { it.urlName }
    }

    private data class Anonymity(
        private val atLeast: AnonymityLevel,
    ) : ProxyFilter() {
        override fun matches(proxy: Proxy) = proxy.anonymity.let { it != null && it >= atLeast }

        override fun toString() = "anonymity($atLeast)"
    }

    private data class Where(
        private val name: String,
        private val predicate: (Proxy) -> Boolean,
    ) : ProxyFilter() {
        override fun matches(proxy: Proxy) = predicate(proxy)

        override fun toString() = "where($name)"
    }
}
