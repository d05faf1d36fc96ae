package dev.proxyrotator.testkit

/** Certificates for `localhost` and `127.0.0.1` that vouch for themselves. */
object SelfSignedCertificate {
    /** One for all tests of this process. */
    val shared: TestCertificate by lazy { create() }

    /** One more, which those who trust [shared] do not trust. */
    fun create(): TestCertificate =
        TestCertificate(
            Keytool.generate(
                ALIAS,
                "-keyalg EC -groupname secp256r1 -dname CN=localhost -ext SAN=dns:localhost,ip:127.0.0.1 " +
                    "-startdate -1d -validity 30",
            ),
            ALIAS,
        )

    private const val ALIAS = "loopback"
}
