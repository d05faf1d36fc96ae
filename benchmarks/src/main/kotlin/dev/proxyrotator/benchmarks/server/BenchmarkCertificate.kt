package dev.proxyrotator.benchmarks.server

import java.nio.file.Files
import java.nio.file.Path
import java.security.KeyStore
import javax.net.ssl.KeyManagerFactory
import kotlin.concurrent.thread
import kotlin.io.path.ExperimentalPathApi
import kotlin.io.path.deleteRecursively
import kotlin.io.path.inputStream

/** A key and a certificate for `localhost`, made by the JDK's own `keytool`; its file is gone when this is closed. */
internal class BenchmarkCertificate : AutoCloseable {
    private val directory: Path = Files.createTempDirectory("benchmark-certificate")
    private val onExit = thread(start = false) { delete() }

    /** Key and certificate, as the server takes them. */
    val keys: Path = directory.resolve("keys.p12")

    /** Makes a JVM trust this certificate and no other: every client that takes the platform's trust verifies it. */
    val trustOptions: List<String> =
        listOf("-Djavax.net.ssl.trustStore=$keys", "-Djavax.net.ssl.trustStorePassword=$PASSWORD")

    init {
        Runtime.getRuntime().addShutdownHook(onExit)
        val keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString()
        val arguments =
            "-genkeypair -alias benchmark -keyalg EC -groupname secp256r1 -dname CN=localhost " +
                "-ext SAN=dns:localhost,ip:127.0.0.1 -startdate -1d -validity 30 -storetype PKCS12 " +
                "-storepass $PASSWORD -keystore $keys"
        val log = directory.resolve("keytool.log").toFile()
        val process =
            ProcessBuilder(listOf(keytool) + arguments.split(' '))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start()
        check(process.waitFor() == 0) { "keytool failed: ${log.readText()}" }
    }

    override fun close() {
        delete()
        Runtime.getRuntime().removeShutdownHook(onExit)
    }

    @OptIn(ExperimentalPathApi::class)
    private fun delete() = directory.deleteRecursively()

    companion object {
        /** The certificate protects nothing, so neither need its password. */
        private const val PASSWORD = "benchmark"

        fun keyManagers(keys: Path): KeyManagerFactory {
            val store = KeyStore.getInstance("PKCS12")
            keys.inputStream().use { store.load(it, PASSWORD.toCharArray()) }
            return KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm()).apply {
                init(store, PASSWORD.toCharArray())
            }
        }
    }
}
