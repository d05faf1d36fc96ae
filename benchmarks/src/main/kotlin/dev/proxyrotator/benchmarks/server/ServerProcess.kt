package dev.proxyrotator.benchmarks.server

import dev.proxyrotator.benchmarks.load.ProcessUsage
import dev.proxyrotator.benchmarks.process.Answer
import dev.proxyrotator.benchmarks.process.Parent
import io.netty.bootstrap.ServerBootstrap
import io.netty.channel.ChannelInitializer
import io.netty.channel.ChannelOption
import io.netty.channel.MultiThreadIoEventLoopGroup
import io.netty.channel.nio.NioIoHandler
import io.netty.channel.socket.SocketChannel
import io.netty.channel.socket.nio.NioServerSocketChannel
import io.netty.handler.ssl.SslContext
import io.netty.handler.ssl.SslContextBuilder
import io.netty.handler.ssl.SslProvider
import java.net.InetSocketAddress
import java.nio.file.Path

/** The origin and its proxies: how many, the length of a body, the delay in milliseconds, the keys when it is https. */
internal fun main(arguments: Array<String>) {
    val (proxies, bodyLength, delay) = arguments.take(KEYS).map(String::toInt)
    val tls = arguments.getOrNull(KEYS)?.let { tlsContext(Path.of(it)) }
    val state = ServerState(delay.toLong())
    val responses = Responses(bodyLength)
    val ports = listen(proxies) { ProxyConnection(state, responses, tls) }
    Parent.tell(Answer("ports" to ports.joinToString(",")))
    Parent.serve { command ->
        when (command.first()) {
            "hold" -> state.hold()
            "release" -> state.release()
        }
        Answer(
            "connections" to state.connections.sum(),
            "requests" to state.requests.sum(),
            "waiting" to state.waiting,
            "cpu" to ProcessUsage.cpuNanoseconds,
        )
    }
}

private const val KEYS = 3

/** The kernel allows less, and takes the most it allows. */
private const val BACKLOG = 16_384

private fun listen(
    count: Int,
    newConnection: () -> ProxyConnection,
): List<Int> {
    // Half of the machine is left to the client.
    val loops = (Runtime.getRuntime().availableProcessors() / 2).coerceAtLeast(1)
    val bootstrap =
        ServerBootstrap()
            .group(MultiThreadIoEventLoopGroup(loops, NioIoHandler.newFactory()))
            .channel(NioServerSocketChannel::class.java)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                object : ChannelInitializer<SocketChannel>() {
                    override fun initChannel(channel: SocketChannel) {
                        channel.pipeline().addLast(newConnection())
                    }
                },
            )
    return List(count) {
        val channel = bootstrap.bind("127.0.0.1", 0).sync().channel()
        (channel.localAddress() as InetSocketAddress).port
    }
}

private fun tlsContext(keys: Path): SslContext =
    SslContextBuilder
        .forServer(BenchmarkCertificate.keyManagers(keys))
        .sslProvider(SslProvider.JDK)
        .build()
