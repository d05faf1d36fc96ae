package dev.proxyrotator.testkit

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class ForwardTargetTest :
    FunSpec({
        test("loopback is an address of it, or a name under localhost") {
            val loopback =
                listOf(
                    "127.0.0.1",
                    "127.255.0.99",
                    "localhost",
                    "LocalHost",
                    "a.localhost",
                    "[::1]",
                    "[0:0:0:0:0:0:0:1]",
                    "[::ffff:127.0.0.1]",
                )
            loopback.filterNot { forward("http://$it:8080/").isLoopback } shouldBe emptyList()
            loopback.filterNot { connect("$it:443").isLoopback } shouldBe emptyList()
        }

        test("nothing else is, and no name is looked up to know it") {
            val others =
                listOf(
                    "127.evil.example",
                    "127.0.0.1.evil.example",
                    "127.0.0.256",
                    "127.0.0.1.1",
                    "127.1",
                    "127.",
                    "evil127.0.0.1",
                    "192.0.2.1",
                    "notlocalhost",
                    "localhost.example",
                    "[::2]",
                    "[2001:db8::1]",
                    "[localhost]",
                    "[::1",
                    "[::1::]",
                    "[::1%lo]",
                    "[:]",
                    "",
                )
            others.filter { forward("http://$it:8080/").isLoopback } shouldBe emptyList()
        }

        test("host and port are told apart in the brackets of an address, too") {
            connect("[::1]:443").run { "$host $port" } shouldBe "[::1] 443"
            forward("http://[::1]:8080/a?b").run { "$host $port $originForm" } shouldBe "[::1] 8080 /a?b"
            forward("http://[::1]/").run { "$host $port" } shouldBe "[::1] 80"
            forward("http://origin.test").run { "$host $port $originForm" } shouldBe "origin.test 80 /"
            forward("http://origin.test:x/").port shouldBe 0
        }
    })

private fun forward(url: String) = ForwardTarget(ReceivedRequest(MessageHead("GET $url HTTP/1.1\r\n")))

private fun connect(authority: String) = ForwardTarget(ReceivedRequest(MessageHead("CONNECT $authority HTTP/1.1\r\n")))
