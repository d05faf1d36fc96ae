package dev.proxyrotator.integration

/** HTTP proxies, each with its own idea of HTTP. */
internal object HttpProxies {
    val squid = RealProxy("squid", "http", Components.squid, dropsUploads = true)
    val squidBasic =
        RealProxy("squid with Basic", "http", Components.squid, "squid-basic", Known.SQUID, dropsUploads = true)
    val squidElsewhere =
        RealProxy("squid by another address", "http", Components.squid, "squid-elsewhere", dropsUploads = true)
    val tinyproxy = RealProxy("tinyproxy", "http", Components.tinyproxy)
    val tinyproxyBasic =
        RealProxy("tinyproxy with Basic", "http", Components.tinyproxyBasic, credentials = Known.PLAIN)
    val tinyproxyFewPorts = RealProxy("tinyproxy for few ports", "http", Components.tinyproxyFewPorts)
    val privoxy = RealProxy("privoxy", "http", Components.privoxy)
    val apacheBasic = RealProxy("apache with Basic in UTF-8", "http", Components.apache, "apache-basic", Known.UMLAUTS)
    val haproxy =
        RealProxy("squid behind haproxy", "http", Components.haproxy, "haproxy", dropsUploads = true)
    val mitmproxy = RealProxy("mitmproxy", "http", Components.mitmproxy)
    val mitmproxyBasic =
        RealProxy("mitmproxy with Basic", "http", Components.mitmproxyBasic, credentials = Known.PLAIN)

    val open = listOf(squid, tinyproxy, privoxy, haproxy)
    val basic = listOf(squidBasic, tinyproxyBasic, apacheBasic, mitmproxyBasic)

    /** Proxies that pass tunnels on as they are; the others read along. */
    val tunnelling = open + squidBasic + tinyproxyBasic + apacheBasic

    /** One of the listeners of haproxy that answer for themselves. */
    fun answering(port: String) = RealProxy(port, "http", Components.haproxy, port)
}
