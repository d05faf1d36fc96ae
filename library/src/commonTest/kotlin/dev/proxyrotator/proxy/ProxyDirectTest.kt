package dev.proxyrotator.proxy

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import kotlinx.serialization.SerializationException
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.json.Json

class ProxyDirectTest :
    FunSpec({
        test("L4 A1 nothing that is read switches proxies off") {
            val texts =
                listOf("direct://", "DIRECT", " direct ", "Direct://proxy.example:80", "direct://u:p@proxy.example")
            texts.forEach { text ->
                ProxyForm.entries.forEach { form ->
                    withClue("$text as $form") { refusal(text, form).reason shouldContain "Proxy.Direct" }
                }
                Proxy.parseOrNull(text) shouldBe null
            }
            val scheme = ProxyScheme.DIRECT
            listOf(
                { Proxy.of(scheme, "proxy.example", 80) },
                { Proxy.of(scheme, "") },
                { Proxy.parse("proxy.example:80", defaultScheme = scheme) },
                { Proxy("direct://", "user", "s3cret") },
            ).forEach { shouldThrow<ProxyValidationException> { it() }.reason shouldContain "Proxy.Direct" }
        }

        test("a host that is called direct is a host") {
            Proxy.parse("direct:8080").toString() shouldBe "http://direct:8080"
            Proxy.parse("http://direct").host shouldBe "direct"
        }

        test("it prints as direct://, equals itself alone and takes a weight") {
            Proxy.Direct.toString() shouldBe "direct://"
            Proxy.Direct.urlWithCredentials() shouldBe "direct://"
            Proxy.Direct.scheme shouldBe ProxyScheme.DIRECT
            Proxy.Direct.host shouldBe ""
            val heavy = Proxy.Direct.withWeight(3.0)
            heavy.weight shouldBe 3.0
            heavy shouldBe Proxy.Direct
            heavy.id shouldBe Proxy.Direct.id
            Proxy.Direct.withoutCredentials() shouldBe Proxy.Direct
            Proxy.Direct shouldNotBe Proxy.parse("direct:80")
        }

        test("it takes no credentials") {
            val error = shouldThrow<ProxyValidationException> { Proxy.Direct.withCredentials("user", "s3cret") }
            error.reason shouldContain "no proxy"
        }

        test("its JSON can be written with others and is refused by every reader") {
            val json = Json.encodeToString(ListSerializer(Proxy.serializer()), listOf(Proxy.Direct))
            json shouldBe """[{"scheme":"direct","host":"","port":0}]"""
            Json.encodeToString(ProxyWithCredentialsSerializer, Proxy.Direct) shouldBe json.removeSurrounding("[", "]")
            listOf(json, "[\"direct://\"]", """[{"scheme":"Direct","host":"proxy.example"}]""").forEach { document ->
                listOf(Proxy.serializer(), ProxyWithCredentialsSerializer).forEach { serializer ->
                    shouldThrow<SerializationException> {
                        Json.decodeFromString(ListSerializer(serializer), document)
                    }.message.orEmpty() shouldContain "Proxy.Direct"
                }
            }
        }
    })
