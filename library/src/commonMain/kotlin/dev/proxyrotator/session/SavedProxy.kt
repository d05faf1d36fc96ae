package dev.proxyrotator.session

import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyId
import kotlinx.serialization.Serializable

/**
 * Names a proxy beyond the end of the process, which its id does not outlive, and without its credentials: by its
 * redacted [url], and by its [place] among the proxies of the pool that are alike in that, from 1 to [of].
 */
@Serializable
internal data class SavedProxy(
    val url: String,
    val place: Int = 1,
    val of: Int = 1,
) {
    companion object {
        /** The names of those of [wanted] that are among [proxies]. */
        fun namesOf(
            wanted: Set<ProxyId>,
            proxies: Collection<Proxy>,
        ): Map<ProxyId, SavedProxy> {
            if (wanted.isEmpty()) return emptyMap()
            val urls = proxies.filter { it.id in wanted }.mapTo(HashSet()) { it.redactedUrl }
            val names = HashMap<ProxyId, SavedProxy>()
            alike(urls, proxies).forEach { (url, ids) ->
                ids.forEachIndexed { at, id -> if (id in wanted) names[id] = SavedProxy(url, at + 1, ids.size) }
            }
            return names
        }

        /** The proxies that [names] stand for. Where there are more or fewer alike than then, nobody can tell. */
        fun idsOf(
            names: Set<SavedProxy>,
            proxies: Collection<Proxy>,
        ): Map<SavedProxy, ProxyId> {
            if (names.isEmpty()) return emptyMap()
            val byUrl = alike(names.mapTo(HashSet()) { it.url }, proxies)
            val ids = HashMap<SavedProxy, ProxyId>()
            names.forEach { name ->
                val candidates = byUrl[name.url].orEmpty()
                if (candidates.size == name.of) candidates.getOrNull(name.place - 1)?.let { ids[name] = it }
            }
            return ids
        }

        private fun alike(
            urls: Set<String>,
            proxies: Collection<Proxy>,
        ): Map<String, List<ProxyId>> {
            val byUrl = HashMap<String, ArrayList<ProxyId>>()
            proxies.forEach { proxy ->
                val url = proxy.redactedUrl
                if (url in urls) byUrl.getOrPut(url) { ArrayList() }.add(proxy.id)
            }
            return byUrl
        }
    }
}
