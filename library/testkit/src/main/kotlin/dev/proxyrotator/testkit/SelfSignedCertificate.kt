package dev.proxyrotator.testkit

/** Certificates for `localhost` and `127.0.0.1` that vouch for themselves, made with the JDK's own `keytool`. */
public object SelfSignedCertificate {
    /** One for the whole process, made when it is first asked for, which takes about a second. */
    @JvmStatic
    public val shared: TestCertificate by lazy { create() }

    /** One more, which those who trust [shared] do not trust, for [hosts] too. */
    @JvmStatic
    public fun create(vararg hosts: String): TestCertificate {
        val names = hosts.joinToString("") { ",dns:$it" }
        val options =
            "-keyalg EC -groupname secp256r1 -dname CN=localhost -ext SAN=dns:localhost,ip:127.0.0.1$names " +
                "-startdate -1d -validity 30"
        return TestCertificate(Keytool.generate(ALIAS, options), ALIAS)
    }

    private const val ALIAS = "loopback"
}
