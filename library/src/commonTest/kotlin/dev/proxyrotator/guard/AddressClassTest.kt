package dev.proxyrotator.guard

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class AddressClassTest :
    FunSpec({
        val addresses =
            mapOf(
                AddressClass.PUBLIC to
                    listOf(
                        "1.1.1.1",
                        "8.8.8.8",
                        "9.255.255.255",
                        "11.0.0.0",
                        "100.63.255.255",
                        "100.128.0.0",
                        "126.255.255.255",
                        "128.0.0.0",
                        "169.253.255.255",
                        "169.255.0.0",
                        "172.15.255.255",
                        "172.32.0.0",
                        "192.0.1.0",
                        "192.0.3.0",
                        "192.167.255.255",
                        "192.169.0.0",
                        "198.17.255.255",
                        "198.20.0.0",
                        "223.255.255.255",
                        "168.63.129.15",
                        "2001:4860:4860::8888",
                        "2606:4700:4700::1111",
                        "2001:200::1",
                        "::ffff:8.8.8.8",
                        "64:ff9b::808:808",
                        "2002:808:808::1",
                        "3ffe:ffff::1",
                        "[2a00::1]",
                    ),
                AddressClass.UNSPECIFIED to listOf("0.0.0.0", "0.255.255.255", "::", "::ffff:0.0.0.0"),
                AddressClass.LOOPBACK to
                    listOf(
                        "127.0.0.1",
                        "127.255.255.255",
                        "::1",
                        "[::1]",
                        "::ffff:127.0.0.1",
                        "64:ff9b::7f00:1",
                        "2002:7f00:1::",
                    ),
                AddressClass.PRIVATE to
                    listOf(
                        "10.0.0.0",
                        "10.255.255.255",
                        "172.16.0.0",
                        "172.31.255.255",
                        "192.168.0.0",
                        "192.168.255.255",
                        "fc00::",
                        "fdff:ffff::1",
                        "fd00:ec2::254",
                        "fec0::1",
                        "64:ff9b:1::1",
                        "::ffff:10.0.0.1",
                    ),
                AddressClass.LINK_LOCAL to
                    listOf(
                        "169.254.0.0",
                        "169.254.169.254",
                        "169.254.255.255",
                        "fe80::1%eth0",
                        "febf::1",
                        "::ffff:a9fe:a9fe",
                    ),
                AddressClass.SHARED to listOf("100.64.0.0", "100.127.255.255", "100.100.100.200"),
                AddressClass.PLATFORM to listOf("168.63.129.16"),
                AddressClass.MULTICAST to listOf("224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1"),
                AddressClass.DOCUMENTATION to
                    listOf(
                        "192.0.2.1",
                        "198.18.0.0",
                        "198.19.255.255",
                        "198.51.100.1",
                        "203.0.113.255",
                        "2001:db8::1",
                        "2001:2::1",
                        "3fff::1",
                        "3fff:fff::1",
                    ),
                AddressClass.RESERVED to
                    listOf(
                        "192.0.0.192",
                        "192.88.99.1",
                        "240.0.0.1",
                        "255.255.255.254",
                        "::7f00:1",
                        "::ffff:0:127.0.0.1",
                        "2001::1",
                        "2001:1ff::1",
                        "100::1",
                        "5f00::1",
                        "4000::1",
                        "fbff::1",
                    ),
            )
        addresses.forEach { (expected, list) ->
            test("L1 what is $expected, from its first address to its last") {
                list.forEach { withClue(it) { addressClass(it) shouldBe expected } }
            }
        }

        test("L1 what is no address in its usual spelling has no class") {
            listOf(
                "",
                "a.test",
                "127.1",
                "0x7f.0.0.1",
                "0177.0.0.1",
                "2130706433",
                "256.0.0.1",
                "1.2.3.4.",
                "::1::",
                "[::1",
                "1::2::3",
            ).forEach { withClue(it) { addressClass(it) shouldBe null } }
        }
    })
