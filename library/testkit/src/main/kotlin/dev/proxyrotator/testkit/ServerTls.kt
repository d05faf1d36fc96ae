package dev.proxyrotator.testkit

/** What a server asks of those who connect over TLS. */
public class ServerTls
    @JvmOverloads
    constructor(
        /** The only version it speaks, as the JDK names it, such as `TLSv1.2`; `null` for those the JDK speaks by default. */
        public val protocol: String? = null,
        /** Whoever connects must show a certificate issued by this one; `null` to ask for none. */
        public val clientAuthority: TestCertificate? = null,
    )
