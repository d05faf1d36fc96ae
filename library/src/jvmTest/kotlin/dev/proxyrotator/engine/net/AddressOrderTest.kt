package dev.proxyrotator.engine.net

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import java.net.InetAddress

private val a4 = InetAddress.getByName("192.0.2.1")
private val b4 = InetAddress.getByName("192.0.2.2")
private val c4 = InetAddress.getByName("192.0.2.3")
private val a6 = InetAddress.getByName("2001:db8::1")
private val b6 = InetAddress.getByName("2001:db8::2")

class AddressOrderTest :
    FunSpec({
        test("the families take turns, IPv6 first, each in the order of the system") {
            inTurns(listOf(b4, a4, c4, b6, a6)) shouldContainExactly listOf(b6, b4, a6, a4, c4)
            inTurns(listOf(a6, b6, a4)) shouldContainExactly listOf(a6, a4, b6)
        }

        test("no address stands there twice") {
            inTurns(listOf(a4, a4, a6, a4, a6)) shouldContainExactly listOf(a6, a4)
        }

        test("A10 one family stays alone, and one address too") {
            inTurns(listOf(b4, a4)) shouldContainExactly listOf(b4, a4)
            inTurns(listOf(a6)) shouldContainExactly listOf(a6)
        }
    })
