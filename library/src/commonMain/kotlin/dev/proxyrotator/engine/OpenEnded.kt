package dev.proxyrotator.engine

import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.isSseReconnectionRequest
import io.ktor.client.request.isSseRequest
import io.ktor.client.request.isUpgradeRequest
import io.ktor.utils.io.InternalAPI

/** Whether the connection is to speak another protocol once the request is answered: a WebSocket, for one. */
@OptIn(InternalAPI::class)
internal val HttpRequestData.asksForUpgrade: Boolean get() = isUpgradeRequest()

/** Whether the fields of its body say what it asks for, and come before those of the request. */
@OptIn(InternalAPI::class)
internal val HttpRequestData.isAskedByItsBody: Boolean get() = asksForUpgrade || isSseRequest()

/**
 * Whether it is answered for as long as both sides like, with silence in between, and each piece is wanted as it comes:
 * an event stream, or a connection of another protocol.
 */
@OptIn(InternalAPI::class)
internal val HttpRequestData.isOpenEnded: Boolean
    get() = asksForUpgrade || isSseRequest() || isSseReconnectionRequest()
