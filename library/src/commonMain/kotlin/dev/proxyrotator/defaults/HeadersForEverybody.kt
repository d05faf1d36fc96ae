package dev.proxyrotator.defaults

/** Whether [header] says no more than which client this is, as a browser says it everywhere. */
internal fun isForEverybody(header: String): Boolean {
    val name = header.lowercase()
    return name == "user-agent" || name == "accept" || name.startsWith("accept-") || name.startsWith("sec-")
}
