package dev.proxyrotator.proxy

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeSameInstanceAs

class ProxyMetadataTest :
    FunSpec({
        val plain = Proxy.parse("http://alice:s3cret@proxy.example:8080")
        val known =
            plain
                .withTags("eu", "fast")
                .withCountry("se")
                .withCost(0.25)
                .withWeight(3.0)
                .withAnonymity(AnonymityLevel.ELITE)

        test("a proxy has no tags, no country, no known anonymity and the cost 1") {
            plain.anonymity shouldBe null
            plain.tags shouldBe emptySet()
            plain.country shouldBe null
            plain.cost shouldBe 1.0
        }

        test("what was set is there, the country in upper case") {
            known.tags shouldBe setOf("eu", "fast")
            known.country shouldBe "SE"
            known.anonymity shouldBe AnonymityLevel.ELITE
            known.cost shouldBe 0.25
            known.weight shouldBe 3.0
        }

        test("none of it is part of the identity or of the URL") {
            known shouldBe plain
            known.id shouldBe plain.id
            known.urlWithCredentials() shouldBe plain.urlWithCredentials()
        }

        test("it stays when the credentials change") {
            val changed = listOf(known.withCredentials("bob", "p"), known.withoutCredentials())
            changed.forEach {
                it shouldNotBe known
                it.metadata shouldBe known.metadata
            }
        }

        test("it can be taken back") {
            known
                .withTags()
                .withCountry(null)
                .withAnonymity(null)
                .withCost(1.0)
                .withWeight(1.0)
                .metadata shouldBe plain.metadata
        }

        test("tags are a copy, each once, and those who have none share one set") {
            val tags = mutableListOf("eu", "eu")
            val tagged = plain.withTags(tags)
            tags.clear()
            tagged.tags.shouldContainExactly("eu")
            plain.withTags().tags shouldBeSameInstanceAs plain.tags
        }

        test("what cannot be is refused without showing secrets") {
            val changes =
                listOf<(Proxy) -> Proxy>(
                    { it.withTags("eu", " ") },
                    { it.withCountry("SWE") },
                    { it.withCountry("S1") },
                    { it.withCountry("åß") },
                    { it.withCountry("") },
                    { it.withCost(0.0) },
                    { it.withCost(-1.0) },
                    { it.withCost(Double.NaN) },
                    { it.withCost(Double.POSITIVE_INFINITY) },
                )
            changes.forEach { change ->
                shouldThrow<ProxyValidationException> { change(plain) }.message shouldNotContain "s3cret"
            }
        }

        test("no proxy at all takes it too") {
            Proxy.Direct
                .withTags("own")
                .withCost(0.1)
                .tags shouldBe setOf("own")
            Proxy.Direct.tags shouldBe emptySet()
        }

        test("the stable hash depends on the identity and on nothing else, from process to process") {
            known.stableHash() shouldBe plain.stableHash()
            plain.withoutCredentials().stableHash() shouldNotBe plain.stableHash()
            Proxy.parse("http://10.0.0.1:8080").stableHash() shouldBe Proxy.parse("http://10.0.0.1:8080").stableHash()
        }
    })
