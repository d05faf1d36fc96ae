package dev.proxyrotator.testkit

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.ProxyRotatorBuilder
import dev.proxyrotator.engine.adapter.EnginePerProxy
import io.ktor.client.engine.mock.MockEngine
import io.ktor.client.engine.mock.MockEngineConfig
import io.ktor.client.engine.mock.MockRequestHandleScope
import io.ktor.client.request.HttpRequestData
import io.ktor.client.request.HttpResponseData
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.testTimeSource
import kotlin.random.Random

/**
 * A rotator without a network, wholly on the virtual time of this `runTest`: quarantines, back-offs, rates and timeouts
 * pass in no time, and in the same way each time. Chance, too, is the same in every run.
 *
 * Needs `ktor-client-mock` and `kotlinx-coroutines-test` beside this artifact. Close the rotator within the test.
 *
 * @param proxies as for [ProxyRotator]; nobody connects to them
 * @param configure what the rotator of the application is configured with; `transport`, `dispatcher`, `timeSource` and
 *   `random` are set already
 * @param handler answers each attempt, or throws what a connection would throw, such as a `ConnectException`.
 *   [route][dev.proxyrotator.engine.route] of the request tells which proxy it is for.
 */
@OptIn(ExperimentalCoroutinesApi::class)
public fun TestScope.mockRotator(
    vararg proxies: String,
    configure: ProxyRotatorBuilder.() -> Unit = {},
    handler: suspend MockRequestHandleScope.(HttpRequestData) -> HttpResponseData,
): ProxyRotator {
    val testDispatcher = StandardTestDispatcher(testScheduler)
    val engine =
        MockEngine(
            MockEngineConfig().apply {
                dispatcher = testDispatcher
                addHandler(handler)
            },
        )
    val clock = testTimeSource
    return ProxyRotator(*proxies) {
        transport = EnginePerProxy(engine)
        dispatcher = testDispatcher
        timeSource = clock
        random = Random(SEED)
        configure()
    }
}

private const val SEED = 20_261_120
