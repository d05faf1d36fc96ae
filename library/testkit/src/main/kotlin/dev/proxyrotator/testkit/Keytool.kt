package dev.proxyrotator.testkit

import java.nio.file.Files
import java.nio.file.Path
import java.security.KeyStore
import java.util.concurrent.TimeUnit
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.deleteRecursively
import kotlin.io.path.inputStream
import kotlin.io.path.outputStream

/** The JDK's own `keytool`, which needs about a second for a certificate. */
internal object Keytool {
    const val PASSWORD = "loopback"

    /** A new key with its certificate under [alias], beside what [keys] holds. */
    @OptIn(ExperimentalPathApi::class)
    fun generate(
        alias: String,
        options: String,
        keys: KeyStore? = null,
    ): KeyStore {
        val directory = Files.createTempDirectory("loopback-certificate")
        try {
            val file = directory.resolve("keys.p12")
            keys?.let { store -> file.outputStream().use { store.store(it, PASSWORD.toCharArray()) } }
            run(file, "-genkeypair -alias $alias $options")
            val result = KeyStore.getInstance("PKCS12")
            file.inputStream().use { result.load(it, PASSWORD.toCharArray()) }
            return result
        } finally {
            directory.deleteRecursively()
        }
    }

    private fun run(
        file: Path,
        arguments: String,
    ) {
        val keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString()
        val store = listOf("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", file.toString())
        val log = file.resolveSibling("keytool.log").toFile()
        val command = listOf(keytool, "-J-XX:TieredStopAtLevel=1") + arguments.split(' ') + store
        val process = ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start()
        val ended = process.waitFor(60, TimeUnit.SECONDS)
        if (!ended) process.destroyForcibly()
        check(ended && process.exitValue() == 0) { "keytool failed: ${log.readText()}" }
    }
}
