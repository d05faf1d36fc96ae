package dev.proxyrotator.proxy

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json

private val a = Proxy.parse("http://alice:first-secret@a.example:8080")
private val b = Proxy.parse("https://b.example")
private val c = Proxy.parse("socks5://carol:p%3E%2D%3Eq@c.example:1080")

class ProxyChainTest :
    FunSpec({
        test("a chain is its last proxy, reached through those before it") {
            val chain = Proxy.chain(a, b, c).withTags("exit")
            chain.scheme shouldBe ProxyScheme.SOCKS5
            chain.host shouldBe "c.example"
            chain.credentials shouldBe c.credentials
            chain.via shouldBe Proxy.chain(a, b)
            chain.hops.map { it.host } shouldContainExactly listOf("a.example", "b.example", "c.example")
            chain.tags shouldBe setOf("exit")
            c.via.shouldBeNull()
            c.hops shouldContainExactly listOf(c)
        }

        test("chains of chains are one chain") {
            Proxy.chain(Proxy.chain(a, b), c) shouldBe Proxy.chain(a, b, c)
            Proxy.chain(a, Proxy.chain(b, c)) shouldBe Proxy.chain(a, b, c)
            Proxy.chain(c) shouldBe c
        }

        test("the way is part of the identity") {
            val ways = listOf(c, Proxy.chain(a, c), Proxy.chain(b, c), Proxy.chain(a, b, c), Proxy.chain(b, a, c))
            ways.toSet().size shouldBe ways.size
            ways.map { it.id }.toSet().size shouldBe ways.size
            ways.map { it.stableHash() }.toSet().size shouldBe ways.size
            Proxy.chain(a.withCredentials("alice", "other"), c) shouldNotBe Proxy.chain(a, c)
            Proxy.chain(a, c).hashCode() shouldBe Proxy.chain(a, c).hashCode()
        }

        test("other credentials change the last proxy and keep the way") {
            val changed = Proxy.chain(a, b).withCredentials("bob", "new")
            changed.via shouldBe a
            changed.withoutCredentials() shouldBe Proxy.chain(a, b)
            changed.withWeight(3.0).via shouldBe a
        }

        test("it is printed with every hop and none of the secrets, and read back with them") {
            val chain = Proxy.chain(a, b, c)
            chain.toString() shouldBe "http://***@a.example:8080->https://b.example:443->socks5://***@c.example:1080"
            Proxy.parse(chain.urlWithCredentials()) shouldBe chain
            Proxy.parse(" http://a.example->socks5h://c.example ", form = ProxyForm.URL).hops.map { "$it" } shouldBe
                listOf("http://a.example:80", "http://a.example:80->socks5h://c.example:1080")
        }

        test("JSON holds the way, with secrets only where they are asked for") {
            val chain = Proxy.chain(a, b, c).withWeight(2.0)
            val json = Json.encodeToString(ProxyWithCredentialsSerializer, chain)
            val read = Json.decodeFromString(ProxyWithCredentialsSerializer, json)
            read shouldBe chain
            read.weight shouldBe 2.0
            val redacted = Json.encodeToString(Proxy.serializer(), chain)
            redacted shouldContain "\"via\":{\"scheme\":\"https\""
            redacted shouldNotContain "first-secret"
        }

        test("B6 what is wrong with a hop is told with its place and without its secrets") {
            mapOf(
                "http://alice:first-secret@a.example->nonsense://b.example" to "unknown scheme",
                "http://alice:first-secret@a.example->http://bob:secret@b.example:99999" to "port",
                "http://alice:first-secret@a.example->direct://" to "Proxy.Direct",
                "socks4://alice@a.example->http://b.example" to "socks4",
                List(9) { "http://bob:first-secret@p$it.example" }.joinToString("->") to "at most 8",
            ).forEach { (text, reason) ->
                withClue(text) {
                    val error = shouldThrow<ProxyValidationException> { Proxy.parse(text) }
                    error.message.orEmpty() shouldContain reason
                    error.message.orEmpty() shouldNotContain "secret"
                    error.message.orEmpty() shouldNotContain "alice"
                }
            }
            shouldThrow<ProxyValidationException> {
                Proxy.parse(
                    "http://a.example->nonsense://b.example",
                )
            }.position shouldBe
                "http://a.example->".length
        }

        test("there is no chain of nothing, with Direct, or through what cannot carry a name") {
            shouldThrow<ProxyValidationException> { Proxy.chain() }
            shouldThrow<ProxyValidationException> { Proxy.chain(a, Proxy.Direct) }
            shouldThrow<ProxyValidationException> { Proxy.chain(Proxy.parse("socks4://s.example"), b) }
            Proxy.chain(Proxy.parse("socks4://s.example"), Proxy.parse("http://10.0.0.1")).hops.size shouldBe 2
        }

        test("a document nested without end is refused") {
            val hop = """{"scheme":"http","host":"a.example","via":"""
            val error =
                shouldThrow<SerializationException> {
                    Json.decodeFromString(Proxy.serializer(), hop.repeat(200) + "null" + "}".repeat(200))
                }
            error.message.orEmpty() shouldContain "at most 8"
            shouldThrow<SerializationException> { Json.decodeFromString(Proxy.serializer(), "$hop\"http://b\"}") }
        }

        test("a line of a vendor whose password looks like an arrow is no chain") {
            Proxy.parse("192.0.2.1:8080:user:pa->ss").credentials?.password shouldBe "pa->ss"
        }
    })
