package dev.proxyrotator.testkit

import java.security.KeyStore

/** A certificate authority of its own, which nobody trusts by default. */
class TestAuthority(
    name: String,
) {
    private val keys: KeyStore =
        Keytool.generate(ALIAS, "-keyalg EC -groupname secp256r1 -dname CN=$name -ext bc:c -ext ku:c=keyCertSign $LONG")

    /** What to trust. */
    val certificate = TestCertificate(keys, ALIAS)

    /** A certificate for [names] as keytool writes them (`dns:…,ip:…`), or without names. */
    fun issue(
        names: String?,
        commonName: String = "localhost",
        algorithm: String = EC,
        validity: String = LONG,
    ): TestCertificate {
        val extension = names?.let { " -ext SAN=$it" }.orEmpty()
        val options = "-keyalg $algorithm -dname CN=$commonName $validity$extension -signer $ALIAS"
        return TestCertificate(Keytool.generate(ISSUED, options, keys), ISSUED)
    }

    companion object {
        const val EC = "EC -groupname secp256r1"
        const val RSA = "RSA -keysize 2048"
        const val LONG = "-startdate -2d -validity 30"
        const val PAST = "-startdate -9d -validity 5"
        const val FUTURE = "-startdate +5d -validity 9"
        private const val ALIAS = "authority"
        private const val ISSUED = "issued"
    }
}

/** Certificates of every kind, each made when it is first asked for, once for all tests of this process. */
object TestCertificates {
    /** Issued all those below that say nothing else. */
    val authority by lazy { TestAuthority("Loopback-Authority") }

    /** One that nobody trusts. */
    val unknownAuthority by lazy { TestAuthority("Unknown-Authority") }

    /** For `localhost` and `127.0.0.1`. */
    val good by lazy { authority.issue(GOOD) }

    /** The same with another kind of key. */
    val goodRsa by lazy { authority.issue(GOOD, algorithm = TestAuthority.RSA) }

    /** For another host, although its common name is `localhost`. */
    val wrongName by lazy { authority.issue("dns:elsewhere.example") }

    val expired by lazy { authority.issue(GOOD, validity = TestAuthority.PAST) }

    val notYetValid by lazy { authority.issue(GOOD, validity = TestAuthority.FUTURE) }

    /** Good but for who issued it. */
    val unknown by lazy { unknownAuthority.issue(GOOD) }

    /** For `*.localhost`. */
    val wildcard by lazy { authority.issue("dns:*.localhost") }

    /** Has a common name and nothing else. */
    val commonNameOnly by lazy { authority.issue(null) }

    /** For `127.0.0.1` and `::1`, and no name. */
    val addressOnly by lazy { authority.issue("ip:127.0.0.1,ip:::1", commonName = "127.0.0.1") }

    /** For a client. */
    val client by lazy { authority.issue("dns:client.example", commonName = "client") }

    /** For a client, with another kind of key. */
    val clientRsa by lazy {
        authority.issue("dns:client.example", commonName = "client", algorithm = TestAuthority.RSA)
    }

    private const val GOOD = "dns:localhost,ip:127.0.0.1"
}
