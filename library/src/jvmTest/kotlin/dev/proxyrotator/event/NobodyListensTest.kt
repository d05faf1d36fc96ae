package dev.proxyrotator.event

import dev.proxyrotator.testkit.ChildJvm
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private fun loadedEvents(vararg arguments: String): String {
    val options = listOf("--add-opens", "java.base/java.lang=ALL-UNNAMED")
    return ChildJvm("dev.proxyrotator.event.LoadedEventsKt", arguments.asList(), options).use { it.await("LOADED ") }
}

class NobodyListensTest :
    FunSpec({
        test("S4-19 no event is made while nobody listens, collects or logs") {
            loadedEvents() shouldBe ""
            loadedEvents("listener") shouldBe
                "CallEnded, AttemptEnded, ProxyStateChanged, ProxyBannedByHost, ProxiesAdded, ProxiesRemoved, " +
                "TimedBlockEnded"
        }
    })
