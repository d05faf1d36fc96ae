package dev.proxyrotator.proxy

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldMatch
import io.kotest.property.Arb
import io.kotest.property.arbitrary.long
import io.kotest.property.checkAll
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json

class ProxyIdTest :
    FunSpec({
        test("an id is 16 hexadecimal digits and is read back") {
            checkAll(Arb.long()) { bits ->
                val id = ProxyId(bits)
                id.toString() shouldMatch "[0-9a-f]{16}"
                ProxyId.parse(id.toString()) shouldBe id
                ProxyId.parse(id.toString().uppercase()) shouldBe id
                Json.decodeFromString<ProxyId>(Json.encodeToString(id)) shouldBe id
            }
        }

        test("anything else is no id") {
            listOf("", "0", "0".repeat(15), "0".repeat(17), "-000000000000001", "000000000000000g", "0x00000000000000")
                .forEach {
                    shouldThrow<IllegalArgumentException> { ProxyId.parse(it) }
                    shouldThrow<SerializationException> { Json.decodeFromString<ProxyId>("\"$it\"") }
                }
        }

        test("fields that run together the same way are still different identities") {
            val bytes =
                listOf("ab" to "c", "a" to "bc", "abc" to "", "" to "abc").map { (username, password) ->
                    identityBytes(ProxyScheme.HTTP, "proxy.example", 80, ProxyCredentials(username, password)).toList()
                } + listOf(identityBytes(ProxyScheme.HTTP, "proxy.example", 80, null).toList())
            bytes.distinct().size shouldBe bytes.size
        }

        test("another key gives another id, so an id tells nothing outside its process") {
            val identity = identityBytes(ProxyScheme.HTTP, "proxy.example", 80, ProxyCredentials("alice", "s3cret"))
            SipHash(1, 2).hash(identity) shouldNotBe SipHash(1, 3).hash(identity)
            val id = Proxy.parse("http://alice:s3cret@proxy.example:80").id
            id shouldNotBe ProxyId(SipHash(0, 0).hash(identity))
        }
    })
