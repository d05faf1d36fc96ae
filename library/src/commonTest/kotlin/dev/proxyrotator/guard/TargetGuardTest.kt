package dev.proxyrotator.guard

import dev.proxyrotator.proxy.isPublicHost
import dev.proxyrotator.proxy.readHost
import dev.proxyrotator.proxy.valueOrNull
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.ktor.http.Url

class TargetGuardTest :
    FunSpec({
        fun isPublic(host: String) = readHost(host).valueOrNull?.let(::isPublicHost) == true

        test("L1 addresses that are not public are refused in every spelling") {
            listOf(
                "127.0.0.1",
                "127.0.0.1.",
                "0x7f.1",
                "0x7f000001",
                "2130706433",
                "0177.0.0.1",
                "127.1",
                "017700000001",
                "10.0.0.1",
                "0.0.0.0",
                "0",
                "169.254.169.254",
                "100.64.0.1",
                "[::1]",
                "[::]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[fe80::1%25eth0]",
                "[64:ff9b::a9fe:a9fe]",
                "[2002:a00:1::1]",
                "[fd00:ec2::254]",
                "3232235777",
                "1.2.3",
                "8.8.2056",
                "\uff11\uff12\uff17.\uff10.\uff10.\uff11",
                "\u2460\u2461\u2466.0.0.1",
                "127\u30020\u30020\u30021",
            ).forEach { withClue(it) { isPublic(it) shouldBe false } }
        }

        test("L1 names of local networks, and what is no host, are refused") {
            listOf(
                "localhost",
                "LOCALHOST",
                "localhost.",
                "a.localhost",
                "printer.local",
                "metadata.google.internal",
                "metadata",
                "router",
                "router.lan",
                "vpn.corp",
                "nas.home",
                "nas.home.arpa",
                "home.arpa",
                "host.localdomain",
                "",
                ".",
                "a..b",
                "a b.test",
                "127.0.0.1%00.a.test",
                "127.0.0.1\\@a.test",
                "a.test:80",
                "us@a.test",
                "\uff4cocalhost",
            ).forEach { withClue(it) { isPublic(it) shouldBe false } }
        }

        test("L1 public addresses and names are allowed") {
            listOf(
                "8.8.8.8",
                "[2001:4860:4860::8888]",
                "a.example",
                "A.Example.",
                "b\u00fccher.example",
                "local.example",
                "home.example",
                "xn--bcher-kva.example",
                "under_score.example",
                "127.0.0.1.example",
            ).forEach { withClue(it) { isPublic(it) shouldBe true } }
        }

        test("A6 by default every target is allowed") {
            TargetGuard.everything().allows(Url("http://127.0.0.1/")) shouldBe true
            TargetGuard.publicOnly().allows(Url("http://127.0.0.1/")) shouldBe false
            TargetGuard.publicOnly().allows(Url("https://a.example/")) shouldBe true
        }
    })
