package dev.proxyrotator.integration

/** SOCKS proxies, each with the versions it speaks. */
internal object SocksProxies {
    val dante4 = dante("socks4", takesAddresses = true)
    val dante5 = dante("socks5")
    val dante5h = dante("socks5h")
    val dantePassword by lazy {
        val credentials = "${SystemUser.NAME}:${SystemUser.password}"
        RealProxy("dante with a password", "socks5", Components.dantePassword, credentials = credentials)
    }
    val microsocks = RealProxy("microsocks", "socks5", Components.microsocks)
    val microsocksPassword =
        RealProxy("microsocks with a password", "socks5", Components.microsocksPassword, credentials = Known.PLAIN)
    val ssh4 = ssh("socks4", takesAddresses = true)
    val ssh4a = ssh("socks4a")
    val ssh5 = ssh("socks5")
    val mitmproxy = RealProxy("mitmproxy socks5", "socks5", Components.mitmproxySocks)

    /** Proxies that pass on what they get as it is. */
    val faithful = listOf(dante4, dante5, dante5h, microsocks, microsocksPassword, ssh4, ssh4a, ssh5)

    private fun dante(
        scheme: String,
        takesAddresses: Boolean = false,
    ) = RealProxy("dante $scheme", scheme, Components.dante, takesAddresses = takesAddresses)

    private fun ssh(
        scheme: String,
        takesAddresses: Boolean = false,
    ) = RealProxy("ssh $scheme", scheme, Components.ssh, takesAddresses = takesAddresses)
}
