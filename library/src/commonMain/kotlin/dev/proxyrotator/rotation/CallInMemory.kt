package dev.proxyrotator.rotation

import io.ktor.client.HttpClient
import io.ktor.client.call.HttpClientCall
import io.ktor.client.request.DefaultHttpRequest
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import io.ktor.client.statement.HttpResponse
import io.ktor.utils.io.ByteReadChannel
import io.ktor.utils.io.InternalAPI

/** A call with the body of its response in memory, to be read any number of times; like one that Ktor has saved. */
@OptIn(InternalAPI::class)
internal class CallInMemory(
    client: HttpClient,
    requestData: HttpRequestData,
    responseData: HttpResponseData,
) : HttpClientCall(client) {
    init {
        request = DefaultHttpRequest(this, requestData)
        response = ResponseInMemory(this, responseData)
    }

    override val allowDoubleReceive: Boolean get() = true
}

@OptIn(InternalAPI::class)
private class ResponseInMemory(
    override val call: HttpClientCall,
    data: HttpResponseData,
) : HttpResponse() {
    private val bytes = data.body as ByteArray
    override val status = data.statusCode
    override val version = data.version
    override val requestTime = data.requestTime
    override val responseTime = data.responseTime
    override val headers = data.headers
    override val coroutineContext = data.callContext
    override val rawContent: ByteReadChannel get() = ByteReadChannel(bytes)
}
