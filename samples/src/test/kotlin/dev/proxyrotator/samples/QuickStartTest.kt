package dev.proxyrotator.samples

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainInOrder
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith

class QuickStartTest :
    FunSpec({
        test("the first ten lines get past the broken proxy and tell of it") {
            val lines = printedBy("QuickStart")
            lines[0] shouldBe "200 OK: hello, through http://HOST"
            lines[1] shouldStartWith "before that: #1 via http://HOST: CONNECT (proxy)"
            lines shouldContainInOrder listOf("10 of 10 came back", "5 bytes of a stream")
            lines.last() shouldBe "2 of 3 proxies are in rotation"
        }

        test("failover tells of the attempts, and of those that were in vain") {
            val lines = printedBy("Failover")
            lines[0] shouldBe "one of three is broken:"
            lines[1] shouldBe "  http://HOST failed (CONNECT), then http://HOST brought: hello"
            lines[2] shouldBe "the only one is broken:"
            lines[3] shouldStartWith "  no proxy could do it: http://HOST CONNECT"
            lines.drop(4) shouldBe listOf("there is none:", "  nobody to ask: EMPTY, add a proxy")
        }
    })
