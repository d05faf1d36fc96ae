package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.process.Answer
import dev.proxyrotator.benchmarks.process.ChildProcess
import dev.proxyrotator.benchmarks.server.BenchmarkCertificate

/** The origin and [proxies] proxies in a process of their own, seen from the one that measures. */
internal class LoopbackServer(
    private val proxies: Int,
    private val bodyLength: Int = DEFAULT_BODY_LENGTH,
    delayMilliseconds: Int = 0,
    private val certificate: BenchmarkCertificate? = null,
) : AutoCloseable {
    private val process =
        ChildProcess(
            "dev.proxyrotator.benchmarks.server.ServerProcessKt",
            listOfNotNull("$proxies", "$bodyLength", "$delayMilliseconds", certificate?.keys?.toString()),
        )
    private val ports = process.readAnswer()["ports"]

    /** Where the proxies listen, to go there from this process. */
    val proxyUrls: List<String> get() = ports.split(',').map { "http://${PeerSetup.PROXY_HOST}:$it" }

    /** The target of each request. Nobody listens on port 1: who goes there without the proxy gets an error. */
    val url: String = (if (certificate == null) "http" else "https") + "://localhost:1/"

    /** The counts until now. */
    fun counts() = Counts(process.ask("counts"))

    /** Leaves requests without an answer until [release]. */
    fun hold() = Counts(process.ask("hold"))

    fun release() = Counts(process.ask("release"))

    /** A client by its name, in a new process, that sends requests through these proxies. */
    fun newClient(
        name: String,
        concurrency: Int,
    ): ClientUnderLoad {
        val arguments = listOf(name, url, "$bodyLength", "$concurrency", ports)
        val options = CLIENT_HEAP + certificate?.trustOptions.orEmpty()
        return ClientUnderLoad(ChildProcess("dev.proxyrotator.benchmarks.peers.ClientProcessKt", arguments, options))
    }

    override fun close() = process.close()

    /** What the server has seen since it was started. */
    internal class Counts(
        answer: Answer,
    ) {
        val connections = answer.long("connections")
        val requests = answer.long("requests")
        val waiting = answer.long("waiting")
        val cpuNanoseconds = answer.long("cpu")
    }

    companion object {
        const val DEFAULT_BODY_LENGTH = 512
        private val CLIENT_HEAP = listOf("-Xms1g", "-Xmx1g")
    }
}
