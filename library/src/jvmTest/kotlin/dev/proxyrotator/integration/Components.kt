package dev.proxyrotator.integration

import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.SelfSignedCertificate
import dev.proxyrotator.testkit.TestCertificates
import java.security.MessageDigest
import java.util.Base64
import kotlin.io.path.Path
import kotlin.io.path.createDirectories

/** Whom the proxies that ask know, as it stands in their URLs. */
internal object Known {
    val USER = Canary.PLAIN_USERNAME
    val PASSWORD = Canary.PLAIN_PASSWORD

    val PLAIN = "$USER:$PASSWORD"
    val SQUID = "$USER:pa%3Ass%40$PASSWORD"
    val UMLAUTS = "%C3%BC$USER:p%C3%A4$PASSWORD"
}

/** Everything that runs, see `src/realProxies/configurations`. */
internal object Components {
    private val origins =
        listOf("", "-tls", "-wrong-name", "-expired", "-untrusted", "-self-signed", "-client-certificate")

    val nginx =
        Component("nginx", listOf(Program.NGINX), origins.map { "origin$it" }, local = true) {
            certificates()
            listOf(Program.NGINX.path, "-c", configuration("nginx.conf"), "-e", file("error.log").toString())
        }

    val squid =
        Component("squid", listOf(Program.SQUID), listOf("squid", "squid-basic", "squid-elsewhere")) {
            write("passwords", "${Known.USER}:${md5("pa:ss@${Known.PASSWORD}")}\n")
            write("hosts", "127.0.0.1 localhost origin.test elsewhere.test only-the-proxy-knows.test\n")
            squid("squid.conf")
        }

    val squidDigest =
        Component("squid-digest", listOf(Program.SQUID), listOf("squid-digest")) {
            write("passwords", digestLine("squid-digest"))
            squid("squid-digest.conf")
        }

    val tinyproxy = tinyproxy("tinyproxy")

    val tinyproxyBasic = tinyproxy("tinyproxy-basic")

    val tinyproxyFewPorts = tinyproxy("tinyproxy-few-ports")

    val privoxy =
        Component("privoxy", listOf(Program.PRIVOXY), listOf("privoxy")) {
            listOf(Program.PRIVOXY.path, "--no-daemon", configuration("privoxy.conf"))
        }

    private val haproxyPorts =
        listOf("haproxy", "silent", "closing", "portal", "injecting") +
            listOf("302", "403", "407", "429", "503").map { "answers-$it" } +
            listOf("", "-wrong-name", "-expired", "-untrusted", "-self-signed", "-client-certificate", "-basic")
                .map { "https-proxy$it" }

    val haproxy =
        Component("haproxy", listOf(Program.HAPROXY), haproxyPorts, behind = listOf(squid)) {
            certificates()
            listOf(Program.HAPROXY.path, "-db", "-f", configuration("haproxy.cfg"))
        }

    val stunnel =
        Component(
            "stunnel",
            listOf(Program.STUNNEL),
            listOf("https-proxy-1.2", "https-proxy-1.3"),
            behind = listOf(squid),
        ) {
            certificates()
            listOf(Program.STUNNEL.path, configuration("stunnel.conf"))
        }

    val apache =
        Component("apache", listOf(Program.APACHE), listOf("apache-digest", "apache-basic")) {
            write("digest-passwords", digestLine("apache"))
            write("passwords", "ü${Known.USER}:{SHA}${sha1("pä${Known.PASSWORD}")}\n")
            listOf(Program.APACHE.path, "-D", "FOREGROUND", "-f", configuration("apache.conf"))
        }

    val dante = Component("dante", listOf(Program.DANTE), listOf("dante")) { dante("dante.conf") }

    val dantePassword =
        Component("dante-password", listOf(Program.DANTE), listOf("dante-password")) {
            SystemUser.setPassword()
            dante("dante-password.conf")
        }

    val microsocks =
        Component("microsocks", listOf(Program.MICROSOCKS), listOf("microsocks")) {
            listOf(Program.MICROSOCKS.path, "-i", address, "-p", "${port("microsocks")}")
        }

    val microsocksPassword =
        Component("microsocks-password", listOf(Program.MICROSOCKS), listOf("microsocks-password")) {
            val port = "${port("microsocks-password")}"
            listOf(Program.MICROSOCKS.path, "-i", address, "-p", port, "-u", Known.USER, "-P", Known.PASSWORD)
        }

    private val sshd =
        Component("sshd", listOf(Program.SSHD, Program.SSH_KEYGEN), listOf("sshd"), local = true) {
            secureShellKeys()
            listOf(Program.SSHD.path, "-D", "-e", "-f", configuration("sshd.conf"))
        }

    val ssh =
        Component("ssh", listOf(Program.SSH), listOf("ssh"), behind = listOf(sshd)) {
            val key = sshd.workshop.file("key").toString()
            val options = listOf("UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "ExitOnForwardFailure=yes")
            listOf(Program.SSH.path, "-F", "none", "-N", "-i", key, "-p", "${port("sshd")}") +
                listOf("-D", "$address:${port("ssh")}") + options.flatMap { listOf("-o", it) } +
                "${System.getProperty("user.name")}@127.0.0.1"
        }

    val mitmproxy = mitmproxy("mitmproxy")

    val mitmproxyBasic = mitmproxy("mitmproxy-basic", "--proxyauth", Known.PLAIN)

    val mitmproxySocks = mitmproxy("mitmproxy-socks", "--mode", "socks5")

    private fun tinyproxy(name: String) =
        Component(name, listOf(Program.TINYPROXY), listOf(name)) {
            listOf(Program.TINYPROXY.path, "-d", "-c", configuration("$name.conf"))
        }

    private fun mitmproxy(
        name: String,
        vararg options: String,
    ) = Component(name, listOf(Program.MITMPROXY), listOf(name)) {
        listOf(Program.MITMPROXY.path, "-q", "--ssl-insecure", "--set", "confdir=$directory") +
            listOf("--listen-host", address, "-p", "${port(name)}") + options
    }

    private fun Workshop.dante(configuration: String) =
        listOf(Program.DANTE.path, "-f", configuration(configuration), "-p", file("dante.pid").toString())

    private fun Workshop.squid(configuration: String) =
        listOf(
            Program.SQUID.path,
            "-N",
            "-n",
            configuration.filter { it.isLetter() },
            "-f",
            configuration(configuration),
        )

    private fun Workshop.certificates() {
        certificate("good", TestCertificates.good)
        certificate("wrongName", TestCertificates.wrongName)
        certificate("expired", TestCertificates.expired)
        certificate("untrusted", TestCertificates.unknown)
        certificate("selfSigned", SelfSignedCertificate.shared)
        write("authority.pem", TestCertificates.authority.certificate.certificatePem)
    }
}

private fun Workshop.secureShellKeys() {
    // Where it begins as root it wants this directory, which is otherwise made at the start of the machine.
    if (System.getProperty("user.name") == "root") Path("/run/sshd").createDirectories()
    listOf("host", "key").forEach { name ->
        val command = listOf(Program.SSH_KEYGEN.path, "-q", "-N", "", "-t", "ed25519", "-f", file(name).toString())
        check(ProcessBuilder(command).inheritIO().start().waitFor() == 0) { "ssh-keygen failed" }
    }
}

private fun digestLine(realm: String): String =
    "${Known.USER}:$realm:${md5("${Known.USER}:$realm:${Known.PASSWORD}")}\n"

private fun md5(text: String): String =
    MessageDigest.getInstance("MD5").digest(text.toByteArray()).joinToString("") { "%02x".format(it) }

private fun sha1(text: String): String =
    Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text.toByteArray()))
