package dev.proxyrotator.docs

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.engine.route
import dev.proxyrotator.rotation.attempts
import dev.proxyrotator.rotation.proxy
import dev.proxyrotator.testkit.ProxyBehaviour
import dev.proxyrotator.testkit.ProxyFarm
import dev.proxyrotator.testkit.mockRotator
import io.ktor.client.engine.mock.respond
import kotlinx.coroutines.delay
import kotlinx.coroutines.test.runTest
import java.net.ConnectException
import kotlin.time.Duration.Companion.seconds

// Printed in the guide to testing.

suspend fun aBlockIsPassedOver() =
    ProxyFarm(proxies = 2).use { farm ->
        farm[0].behaviour = ProxyBehaviour.Status(403)
        ProxyRotator {
            proxies(farm.proxies)
            bans { status(403) }
        }.use { rotator ->
            val response = rotator.get(farm.url("/bytes/100"))
            check(response.proxy == farm.proxies[1])
        }
        check(farm.origin.requests.map { it.path } == listOf("/bytes/100"))
    }

fun aSlowAnswerTakesNoTime() =
    runTest {
        val rotator =
            mockRotator("http://a.example", "http://b.example") { request ->
                if (request.route.proxy.host == "a.example") throw ConnectException("refused")
                delay(20.seconds)
                respond("late")
            }
        rotator.use { check(it.get("http://target.example/").attempts.size == 2) }
    }
