package dev.proxyrotator.source

import dev.proxyrotator.proxy.ProxyForm
import dev.proxyrotator.proxy.ProxyScheme

/** How a source reads its list; every value has a default. See [ProxyList.parse]. */
public open class ProxyListOptions internal constructor() {
    /** How the list is written. Default [ProxyListFormat.AUTO]. */
    public var format: ProxyListFormat = ProxyListFormat.AUTO

    /** The scheme of an entry that names none. Default [ProxyScheme.HTTP]. */
    public var defaultScheme: ProxyScheme = ProxyScheme.HTTP

    /** How the lines are laid out. Default [ProxyForm.AUTO]. */
    public var form: ProxyForm = ProxyForm.AUTO

    /** A list with more is refused as a whole. Default 100,000. */
    public var maxEntries: Int = DEFAULT_MAX_ENTRIES

    /** A file or an answer with more is refused, without being read to its end. Default 10 MiB. */
    public var maxBytes: Int = DEFAULT_MAX_BYTES

    internal open fun rules(): ListRules {
        require(maxBytes >= 1) { "maxBytes must be at least 1, was $maxBytes" }
        return ListRules(format, defaultScheme, form, maxEntries)
    }
}
