package dev.proxyrotator.integration

import java.nio.file.Files
import java.nio.file.Path

/** A program of the distribution that the tests start, and the package it comes in. */
internal enum class Program(
    private val command: String,
    val debianPackage: String,
    private val asRoot: Boolean = false,
) {
    NGINX("nginx", "nginx-light"),
    SQUID("squid", "squid-openssl"),
    TINYPROXY("tinyproxy", "tinyproxy"),
    DANTE("danted", "dante-server", asRoot = true),
    MICROSOCKS("microsocks", "microsocks"),
    PRIVOXY("privoxy", "privoxy"),
    HAPROXY("haproxy", "haproxy"),
    STUNNEL("stunnel", "stunnel4"),
    APACHE("apache2", "apache2"),
    MITMPROXY("mitmdump", "mitmproxy"),
    SSHD("sshd", "openssh-server"),
    SSH("ssh", "openssh-client"),
    SSH_KEYGEN("ssh-keygen", "openssh-client"),
    ;

    private val found: Path? by lazy {
        directories.map { it.resolve(command) }.firstOrNull(Files::isExecutable)
    }

    /** What keeps it from being run, or `null`. */
    val obstacle: String?
        get() =
            when {
                found == null -> "no $debianPackage"
                asRoot && System.getProperty("user.name") != "root" -> "$command only as root"
                else -> null
            }

    val path: String get() = checkNotNull(found) { "$command is not installed" }.toString()

    private companion object {
        /** Daemons are often out of the path of those who are not root. */
        val directories =
            (System.getenv("PATH").orEmpty().split(':') + listOf("/usr/sbin", "/sbin"))
                .filter { it.startsWith('/') }
                .map(Path::of)
    }
}
