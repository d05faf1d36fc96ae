package dev.proxyrotator.benchmarks.server

import io.netty.buffer.ByteBuf
import io.netty.channel.ChannelFutureListener
import io.netty.channel.ChannelHandlerContext
import io.netty.channel.ChannelInboundHandlerAdapter
import io.netty.handler.ssl.SslContext
import java.util.concurrent.TimeUnit

/**
 * A proxy and the origin behind it in one: it answers absolute-form GETs itself, and what follows a CONNECT over TLS as
 * the origin would.
 */
internal class ProxyConnection(
    private val state: ServerState,
    private val responses: Responses,
    private val tls: SslContext?,
) : ChannelInboundHandlerAdapter() {
    private val heads = HeadReader()
    private var isTunnel = false

    override fun channelActive(context: ChannelHandlerContext) = state.connections.increment()

    override fun channelRead(
        context: ChannelHandlerContext,
        message: Any,
    ) {
        val bytes = message as ByteBuf
        try {
            while (true) {
                val end = bytes.forEachByte(heads)
                if (end < 0) return
                bytes.readerIndex(end + 1)
                answer(context, heads.kind)
            }
        } finally {
            bytes.release()
        }
    }

    override fun channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
    }

    @Deprecated("Netty deprecates it for outbound handlers only.")
    override fun exceptionCaught(
        context: ChannelHandlerContext,
        cause: Throwable,
    ) {
        context.close()
    }

    private fun answer(
        context: ChannelHandlerContext,
        kind: RequestKind,
    ) {
        when {
            // An origin, too, must take the absolute form (RFC 9112, section 3.2.2); Ktor's CIO sends it.
            kind == RequestKind.ABSOLUTE_GET || (isTunnel && kind == RequestKind.ORIGIN_GET) -> answerInTime(context)

            tls != null && !isTunnel && kind == RequestKind.CONNECT -> openTunnel(context, tls)

            else -> context.writeAndFlush(responses.refused()).addListener(ChannelFutureListener.CLOSE)
        }
    }

    private fun openTunnel(
        context: ChannelHandlerContext,
        tls: SslContext,
    ) {
        context.writeAndFlush(responses.tunnelOpen())
        context.pipeline().addFirst(tls.newHandler(context.alloc()))
        isTunnel = true
    }

    private fun answerInTime(context: ChannelHandlerContext) {
        state.requests.increment()
        val answerNow = { context.writeAndFlush(responses.content()) }
        when {
            state.isHolding -> state.keep { context.executor().execute { answerNow() } }
            state.delayMilliseconds == 0L -> context.write(responses.content())
            else -> context.executor().schedule(answerNow, state.delayMilliseconds, TimeUnit.MILLISECONDS)
        }
    }
}
