package dev.proxyrotator.benchmarks.peers

import dev.proxyrotator.benchmarks.load.Peer

/** What this project is for its users. */
internal const val FACADE = "proxy-rotator"

/** What this project's transport is without Ktor's pipeline above it. */
internal const val ENGINE = "proxy-rotator-engine"

/** The clients that can be measured, by name. */
internal object PeerCatalog {
    private val factories: Map<String, (PeerSetup) -> Peer> =
        linkedMapOf(
            FACADE to ::RotatorPeer,
            ENGINE to ::EnginePeer,
            "async-http-client" to ::AsyncHttpClientPeer,
            "vertx" to ::VertxPeer,
            "apache" to ::ApachePeer,
            "okhttp" to ::OkHttpPeer,
            "jdk" to ::JdkPeer,
            "ktor-cio" to ::KtorCioPeer,
        )

    val names: Set<String> get() = factories.keys

    /** A new client; it ends with its process. */
    fun create(
        name: String,
        setup: PeerSetup,
    ): Peer = factories.getValue(name)(setup)
}
