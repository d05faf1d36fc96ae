package dev.proxyrotator.integration

import dev.proxyrotator.testkit.TestCertificate
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.deleteRecursively
import kotlin.io.path.exists
import kotlin.io.path.readText
import kotlin.io.path.writeText

/** The directory of one server: its configuration, its keys, what it writes. */
internal class Workshop(
    val directory: Path,
) {
    /** The address servers listen on; a test in a network of its own names another. */
    val address: String get() = ADDRESS

    fun port(name: String): Int = Ports.named(name)

    fun file(name: String): Path = directory.resolve(name)

    fun write(
        name: String,
        text: String,
    ): Path = file(name).also { it.writeText(text) }

    /** Writes the configuration [name] with ports, address, directory and credentials filled in. */
    fun configuration(name: String): String {
        val template = CONFIGURATIONS.resolve(name).readText()
        val text =
            BLANK.replace(template) { blank ->
                val words = blank.groupValues[1].split(' ')
                when (words.first()) {
                    "port" -> port(words[1]).toString()
                    "address" -> address
                    "directory" -> directory.toString()
                    "username" -> Known.USER
                    "password" -> Known.PASSWORD
                    else -> error("$name: nothing is known of ${blank.value}")
                }
            }
        return write(name, text).toString()
    }

    /** Writes `NAME.pem`, `NAME.key` and, for those who want one file, `NAME.both.pem`. */
    fun certificate(
        name: String,
        certificate: TestCertificate,
    ) {
        write("$name.pem", certificate.chainPem)
        write("$name.key", certificate.privateKeyPem)
        write("$name.both.pem", certificate.chainPem + certificate.privateKeyPem)
    }

    companion object {
        /** In a network namespace servers must be reached from outside of it. */
        val ADDRESS: String = System.getProperty("realProxies.address", "127.0.0.1")

        private val BLANK = Regex("\\{\\{([a-z0-9. -]+)}}")

        private val CONFIGURATIONS: Path =
            listOf("src", "library/src")
                .map { Path.of(it, "realProxies", "configurations") }
                .first { it.exists() }

        private val root: Path by lazy {
            val directory = Files.createTempDirectory("real-proxies")
            open(directory)
            Runtime.getRuntime().addShutdownHook(Thread { clear(directory) })
            directory
        }

        fun named(name: String) = Workshop(Files.createDirectory(root.resolve(name)).also(::open))

        /** Servers that begin as root go on as somebody else, who has to write there too. */
        private fun open(directory: Path) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"))
        }

        @OptIn(ExperimentalPathApi::class)
        private fun clear(directory: Path) {
            RunningServer.stopAll()
            directory.deleteRecursively()
        }
    }
}
