package dev.proxyrotator.proxy

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class AddressRangeTest :
    FunSpec({
        fun isPublic(host: String) = isPublicHost(checkNotNull(readHost(host).valueOrNull))

        test("L1 addresses that the Internet does not route to one host are not public") {
            listOf(
                "0.0.0.1",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
            ).forEach { withClue(it) { isPublic(it) shouldBe false } }
        }

        test("L1 the neighbours of those ranges are public") {
            listOf(
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2001:4860:4860::8888",
                "2606:4700::1111",
                "2001:200::1",
                "3fff:1000::1",
            ).forEach { withClue(it) { isPublic(it) shouldBe true } }
        }

        test("L1 IPv6 addresses that are local, or wrap an IPv4 address, are not public") {
            listOf(
                "::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fe80::1%eth0",
                "ff02::1",
                "2001:db8::1",
                "3fff::1",
                "::ffff:127.0.0.1",
                "::ffff:8.8.8.8",
                "::ffff:a9fe:a9fe",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b:1::7f00:1",
                "2002:7f00:1::",
                "2001:0:4136:e378::1",
            ).forEach { withClue(it) { isPublic(it) shouldBe false } }
        }

        test("L1 names of local networks are not public") {
            listOf(
                "localhost",
                "LOCALHOST",
                "localhost.",
                "api.localhost",
                "api.local",
                "metadata.google.internal",
                "router.lan",
                "vpn.corp",
                "printer",
            ).forEach { withClue(it) { isPublic(it) shouldBe false } }
            listOf("example.com", "localhost.example.com", "internal.example", "a-local.se").forEach {
                withClue(it) { isPublic(it) shouldBe true }
            }
        }
    })
