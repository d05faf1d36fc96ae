package dev.proxyrotator

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

/** A rotator over a MockEngine, wholly on the virtual time of this test. */
@OptIn(ExperimentalCoroutinesApi::class)
fun TestScope.mockRotator(
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
        random = Random(20_261_120)
        configure()
    }
}
