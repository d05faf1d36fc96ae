package dev.proxyrotator.conformance

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.net.openTunnelOrForward
import dev.proxyrotator.testkit.Canary
import dev.proxyrotator.testkit.ScriptedServer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.client.statement.bodyAsText
import kotlinx.coroutines.runBlocking
import java.io.IOException
import java.net.Authenticator
import java.net.InetSocketAddress
import java.net.PasswordAuthentication
import java.net.Proxy
import java.net.ProxySelector
import java.net.SocketAddress
import java.net.URI
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** In a process of its own, so that what it is started with harms no other test. */
internal object SystemSettingsClient {
    @JvmStatic
    fun main(arguments: Array<String>) {
        val (proxy, trap) = arguments
        ProxySelector.setDefault(Everything(InetSocketAddress("127.0.0.1", trap.toInt())))
        Authenticator.setDefault(
            object : Authenticator() {
                override fun getPasswordAuthentication(): PasswordAuthentication {
                    println("asked for credentials")
                    return PasswordAuthentication("wrong", "wrong".toCharArray())
                }
            },
        )
        runBlocking {
            ProxyRotator(proxy) { tls { verify = false } }.use { rotator ->
                listOf("a.test", "localhost", "127.0.0.1").forEach { host ->
                    println(rotator.get("http://$host:$trap/").bodyAsText())
                    println(rotator.get("https://$host:$trap/").bodyAsText())
                }
            }
        }
    }

    private class Everything(
        private val address: InetSocketAddress,
    ) : ProxySelector() {
        override fun select(uri: URI?) = listOf(Proxy(Proxy.Type.SOCKS, address), Proxy(Proxy.Type.HTTP, address))

        override fun connectFailed(
            uri: URI?,
            address: SocketAddress?,
            cause: IOException?,
        ) = Unit
    }
}

class SystemSettingsTest :
    FunSpec({
        test("A5 no property, environment variable, ProxySelector or Authenticator changes the way of a request") {
            ScriptedServer { awaitClose() }.use { trap ->
                ScriptedServer { openTunnelOrForward() }.use { proxy ->
                    val output = runClient("http://${Canary.USER_INFO}@127.0.0.1:${proxy.port}", trap.port)
                    output shouldBe "forwarded\ntunnelled\n".repeat(3)
                    proxy.requests.size shouldBe 9
                }
                trap.connections.accepted shouldBe 0
            }
        }
    })

private fun runClient(
    proxy: String,
    trap: Int,
): String {
    val hosts = listOf("http", "https", "ftp").flatMap { listOf("$it.proxyHost=127.0.0.1", "$it.proxyPort=$trap") }
    val others =
        listOf(
            "socksProxyHost=127.0.0.1",
            "socksProxyPort=$trap",
            "socksNonProxyHosts=",
            "java.net.useSystemProxies=true",
            "http.nonProxyHosts=a.test|localhost|127.*",
            "http.proxyUser=wrong",
            "http.proxyPassword=wrong",
            // Otherwise the log goes where the answers go.
            "logback.configurationFile=${System.getProperty("logback.configurationFile")}",
        )
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
    val classPath = System.getProperty("java.class.path")
    val command =
        listOf(java, "-XX:TieredStopAtLevel=1", "-cp", classPath) + (hosts + others).map { "-D$it" } +
            listOf(SystemSettingsClient::class.java.name, proxy, "$trap")
    val builder = ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT)
    listOf("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY").forEach { name ->
        builder.environment()[name] = "http://127.0.0.1:$trap"
        builder.environment()[name.lowercase()] = "http://127.0.0.1:$trap"
    }
    builder.environment()["NO_PROXY"] = "*"
    builder.environment()["no_proxy"] = "*"
    val process = builder.start()
    try {
        val output = process.inputStream.readBytes().decodeToString()
        check(process.waitFor(60, TimeUnit.SECONDS)) { "The client does not end" }
        return output
    } finally {
        process.destroyForcibly()
    }
}
