package dev.proxyrotator.proxy

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import kotlinx.serialization.SerializationException
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.json.Json

private val withDefaults = Json { encodeDefaults = true }
private val lenient = Json { ignoreUnknownKeys = true }

class ProxySerializationTest :
    FunSpec({
        val proxy = Proxy.parse("http://alice:s3cret@proxy.example:8080")

        test("the default serializer writes *** for credentials, and leaves out what is not there") {
            Json.encodeToString(proxy) shouldBe
                """{"scheme":"http","host":"proxy.example","port":8080,"credentials":"***"}"""
            Json.encodeToString(proxy.withoutCredentials().withWeight(2.5)) shouldBe
                """{"scheme":"http","host":"proxy.example","port":8080,"weight":2.5}"""
            withDefaults.encodeToString(proxy.withoutCredentials()) shouldContain "\"weight\":1.0"
        }

        test("a proxy without credentials is read back") {
            val bare = Proxy.parse("socks5://[fe80::1%25eth0]:1080").withWeight(0.5)
            val read = Json.decodeFromString<Proxy>(Json.encodeToString(bare))
            read shouldBe bare
            read.weight shouldBe 0.5
        }

        test("reading a document without its secrets says how to write them") {
            listOf(Json.encodeToString(proxy), "\"$proxy\"").forEach { document ->
                val error = shouldThrow<SerializationException> { Json.decodeFromString<Proxy>(document) }
                error.message.orEmpty() shouldContain "written without its secrets"
            }
        }

        test("the explicit serializer writes the secrets and reads them back") {
            val document = Json.encodeToString(ProxyWithCredentialsSerializer, proxy)
            document shouldBe
                """{"scheme":"http","host":"proxy.example","port":8080,""" +
                """"credentials":{"username":"alice","password":"s3cret"}}"""
            Json.decodeFromString(ProxyWithCredentialsSerializer, document) shouldBe proxy
            Json.decodeFromString<Proxy>(document) shouldBe proxy
        }

        test("tags, country and cost are written where there are any, and read back") {
            val known =
                proxy
                    .withoutCredentials()
                    .withTags("eu", "fast")
                    .withCountry("se")
                    .withCost(2.5)
            val document = Json.encodeToString(known)
            document shouldBe
                """{"scheme":"http","host":"proxy.example","port":8080,""" +
                """"tags":["eu","fast"],"country":"SE","cost":2.5}"""
            Json.decodeFromString<Proxy>(document).metadata shouldBe known.metadata
            Json.decodeFromString<Proxy>("""{"scheme":"http","host":"a.example","country":null}""").country shouldBe
                null
        }

        test("the anonymity is written where it is known, and read back; an unknown word is refused") {
            val known = Proxy.parse("http://a.example").withAnonymity(AnonymityLevel.ELITE)
            val document = Json.encodeToString(known)
            document shouldBe """{"scheme":"http","host":"a.example","port":80,"anonymity":"elite"}"""
            Json.decodeFromString<Proxy>(document).anonymity shouldBe AnonymityLevel.ELITE
            shouldThrow<SerializationException> { Json.decodeFromString<Proxy>(document.replace("elite", "best")) }
                .message
                .orEmpty() shouldContain "field 'anonymity': unknown; known are transparent, anonymous, elite"
        }

        test("a string is read as a URL, and the port may be left to the scheme") {
            Json.decodeFromString<Proxy>("\"http://alice:s3cret@proxy.example:8080\"") shouldBe proxy
            Json.decodeFromString<Proxy>("""{"scheme":"SOCKS5","host":"proxy.example","credentials":null}""") shouldBe
                Proxy.parse("socks5://proxy.example")
        }

        test("a list of mixed forms is read") {
            val document = """["http://proxy.example", {"scheme":"http","host":"proxy.example","port":81}]"""
            Json.decodeFromString(ListSerializer(Proxy.serializer()), document).map { it.port } shouldBe listOf(80, 81)
        }

        test("an error names the field") {
            mapOf(
                """{"host":"proxy.example"}""" to "scheme",
                """{"scheme":"gopher","host":"proxy.example"}""" to "scheme",
                """{"scheme":"http"}""" to "host",
                """{"scheme":"http","host":"256.0.0.1"}""" to "host",
                """{"scheme":"http","host":7}""" to "host",
                """{"scheme":"http","host":"proxy.example","port":0}""" to "port",
                """{"scheme":"http","host":"proxy.example","port":"80"}""" to "port",
                """{"scheme":"http","host":"proxy.example","port":80.5}""" to "port",
                """{"scheme":"http","host":"proxy.example","weight":0}""" to "weight",
                """{"scheme":"http","host":"proxy.example","weight":null}""" to "weight",
                """{"scheme":"http","host":"proxy.example","tags":"eu"}""" to "tags",
                """{"scheme":"http","host":"proxy.example","tags":[7]}""" to "tags",
                """{"scheme":"http","host":"proxy.example","tags":[""]}""" to "tags",
                """{"scheme":"http","host":"proxy.example","country":"Sweden"}""" to "country",
                """{"scheme":"http","host":"proxy.example","country":46}""" to "country",
                """{"scheme":"http","host":"proxy.example","cost":-1}""" to "cost",
                """{"scheme":"http","host":"proxy.example","credentials":7}""" to "credentials",
                """{"scheme":"http","host":"proxy.example","credentials":{"username":"u"}}""" to "credentials.password",
                """{"scheme":"http","host":"proxy.example","credentials":{"username":"u:","password":"p"}}""" to
                    "credentials",
                "\"http://\"" to "url",
            ).forEach { (document, field) ->
                shouldThrow<SerializationException> { Json.decodeFromString<Proxy>(document) }
                    .message
                    .orEmpty() shouldContain "field '$field'"
            }
        }

        test("unknown fields are a matter of the Json configuration") {
            val document = """{"scheme":"http","host":"proxy.example","isp":"Telia"}"""
            shouldThrow<SerializationException> { Json.decodeFromString<Proxy>(document) }
            lenient.decodeFromString<Proxy>(document).host shouldBe "proxy.example"
        }
    })
