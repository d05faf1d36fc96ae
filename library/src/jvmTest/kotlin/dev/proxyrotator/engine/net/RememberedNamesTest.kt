package dev.proxyrotator.engine.net

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.net.InetAddress
import java.net.UnknownHostException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.TestTimeSource

class RememberedNamesTest :
    FunSpec({
        class Names(
            timeToLive: Duration = 30.seconds,
            maxNames: Int = 10,
        ) {
            val clock = TestTimeSource()
            val asked = ArrayList<String>()
            private val addresses = listOf(InetAddress.getByAddress(byteArrayOf(127, 0, 0, 1)))
            private val names =
                RememberedNames({ host ->
                    asked.add(host)
                    if (host == "missing") throw UnknownHostException(host) else addresses
                }, timeToLive, clock, maxNames)

            suspend fun resolve(host: String) = names.resolve(host) shouldBe addresses

            suspend fun resolveNone(host: String) = shouldThrow<UnknownHostException> { names.resolve(host) }
        }

        test("S4-4 a name is looked up once for as long as it is remembered, and then again") {
            Names().run {
                resolve("a")
                clock += 29.seconds
                resolve("a")
                asked shouldContainExactly listOf("a")
                clock += 1.seconds
                resolve("a")
                asked shouldContainExactly listOf("a", "a")
            }
        }

        test("S4-4 no more names are remembered than there is room for; the one asked for longest ago goes") {
            Names(maxNames = 2).run {
                listOf("a", "b", "a", "c", "a", "b").forEach { resolve(it) }
                asked shouldContainExactly listOf("a", "b", "c", "b")
            }
        }

        test("a failed look-up, and one that is to be remembered for no time, is made again") {
            Names().run {
                repeat(2) { resolveNone("missing") }
                asked.size shouldBe 2
            }
            Names(Duration.ZERO).run {
                repeat(2) { resolve("a") }
                asked.size shouldBe 2
            }
        }
    })
