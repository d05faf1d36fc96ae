package dev.proxyrotator.engine.authentication

import dev.proxyrotator.engine.BasicAuthentication
import dev.proxyrotator.proxy.Proxy
import dev.proxyrotator.proxy.ProxyScheme
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe

private const val BASIC = "Basic realm=\"r\""

private fun AuthenticationRounds.refused(vararg challenges: String) = refused(challenges.toList())

/** What is sent at first, and after each of [answers], as long as there is anything. */
private fun AuthenticationRounds.story(vararg answers: List<String>): List<String?> {
    val sent = mutableListOf(shown())
    for (challenges in answers) {
        if (!refused(challenges)) return sent + "refused"
        sent += shown()
    }
    return sent
}

class AuthenticationRoundsTest :
    FunSpec({
        test("Basic goes at once, when asked, or never") {
            fun story(basic: BasicAuthentication) = rounds(basic = basic).story(listOf(BASIC), listOf(BASIC))
            story(BasicAuthentication.AT_ONCE) shouldContainExactly listOf("basic", "refused")
            story(BasicAuthentication.WHEN_ASKED) shouldContainExactly listOf(null, "basic", "refused")
            story(BasicAuthentication.NEVER) shouldContainExactly listOf(null, "refused")
        }

        test("a proxy that has asked for Basic gets it at once afterwards") {
            val authentication = authentication(basic = BasicAuthentication.WHEN_ASKED)
            AuthenticationRounds(authentication).story(listOf(BASIC)) shouldContainExactly listOf(null, "basic")
            AuthenticationRounds(authentication).shown() shouldBe "basic"
        }

        test("the strongest of what is offered is answered: SHA-256, MD5, Basic") {
            val sha256 = digest("s", "algorithm=SHA-256")
            val md5 = digest("m", "algorithm=MD5")
            val unknown = digest("u", "algorithm=SHA-512-256")
            listOf(
                listOf(BASIC, md5, sha256) to "s 1",
                listOf(digest("x", "algorithm=MD5-sess"), digest("y", "algorithm=sha-256-SESS")) to "y 1",
                listOf("$BASIC, $md5") to "m 1",
                listOf(digest("old"), unknown, BASIC) to "old 1",
                listOf(unknown, BASIC) to "basic",
            ).forEach { (offered, answer) ->
                withClue(offered) {
                    rounds(basic = BasicAuthentication.WHEN_ASKED).story(offered) shouldContainExactly
                        listOf(null, answer)
                }
            }
        }

        test("a challenge that cannot be answered is none") {
            listOf(
                "Digest realm=\"r\"",
                "Digest nonce=\"n\"",
                "Digest realm=r, nonce=\"\"",
                "Digest realm=r, nonce=n, algorithm=SHA-512-256",
                "Digest realm=r, nonce=n, qop=\"auth-int\"",
                "Digest realm=r, nonce=n, qop=\"\"",
                "Digest realm=r, nonce=n, nonce=m",
                "Digest realm=\"r\r\nX: y\", nonce=n",
                "Negotiate",
                "NTLM abc=",
                "",
            ).forEach { challenge -> withClue(challenge) { rounds().refused(challenge) shouldBe false } }
            rounds().refused("Digest realm=r, nonce=n, qop=\"auth-int , AUTH\"") shouldBe true
            rounds().refused("Digest realm=r, nonce=n") shouldBe true
        }

        test("K4 a proxy that says 407 for ever is answered once, and once more for a stale nonce") {
            val stale = listOf(digest("1", "stale=true"), digest("2", "stale=TRUE"), digest("3", "stale=true"))
            rounds().story(listOf(digest("1")), listOf(digest("2"))) shouldContainExactly
                listOf("basic", "1 1", "refused")
            rounds().story(*stale.map { listOf(it) }.toTypedArray()) shouldContainExactly
                listOf("basic", "1 1", "2 1", "refused")
            rounds(
                basic = BasicAuthentication.NEVER,
            ).story(listOf(digest("1")), listOf(digest("1"))) shouldContainExactly
                listOf(null, "1 1", "refused")
        }

        test("what let a request through is sent with the next one at once, and counted on") {
            val authentication = authentication()
            AuthenticationRounds(authentication).run {
                story(listOf(digest("1")))
                AuthenticationRounds(authentication).shown().shouldBeNull()
                accepted()
            }
            AuthenticationRounds(authentication).shown() shouldBe "1 2"
            AuthenticationRounds(authentication).story(listOf(digest("2", "stale=true"))) shouldContainExactly
                listOf("1 3", "2 1")
            AuthenticationRounds(authentication).shown().shouldBeNull()
        }

        test("a nonce of before that is stale costs a round, and another one after that too") {
            val authentication = authentication()
            AuthenticationRounds(authentication).run {
                story(listOf(digest("1")))
                accepted()
            }
            AuthenticationRounds(authentication)
                .story(
                    listOf(digest("2", "stale=true")),
                    listOf(digest("3", "stale=true")),
                    listOf(digest("4", "stale=true")),
                ) shouldContainExactly listOf("1 2", "2 1", "3 1", "refused")
        }

        test("the same nonce that worked before is not answered again when it is refused") {
            val authentication = authentication()
            AuthenticationRounds(authentication).run {
                story(listOf(digest("1")))
                accepted()
            }
            AuthenticationRounds(authentication).story(listOf(digest("1"))) shouldContainExactly
                listOf("1 2", "refused")
        }

        test("exchanges at the same time that are given one nonce count together") {
            val authentication = authentication(basic = BasicAuthentication.NEVER)
            val exchanges = List(3) { AuthenticationRounds(authentication) }
            exchanges.map { it.story(listOf(digest("1"))).last() } shouldContainExactly listOf("1 1", "1 2", "1 3")
        }

        test("B10 after Digest was offered, Basic is not sent in clear any more") {
            val authentication = authentication()
            AuthenticationRounds(authentication).story(listOf(digest("1"))) shouldContainExactly listOf("basic", "1 1")
            AuthenticationRounds(authentication).story(listOf(BASIC)) shouldContainExactly listOf(null, "refused")
            AuthenticationRounds(authentication).run {
                story(listOf(digest("2")))
                accepted()
            }
            AuthenticationRounds(authentication).story(listOf(BASIC)) shouldContainExactly listOf("2 2", "refused")
        }

        test("B10 over TLS to the proxy Basic may follow Digest, if Basic is allowed at all") {
            fun story(basic: BasicAuthentication): List<String?> {
                val authentication = authentication(basic = basic, scheme = ProxyScheme.HTTPS)
                AuthenticationRounds(authentication).story(listOf(digest("1")))
                return AuthenticationRounds(authentication).story(listOf(BASIC))
            }
            story(BasicAuthentication.AT_ONCE) shouldContainExactly listOf(null, "basic")
            story(BasicAuthentication.NEVER) shouldContainExactly listOf(null, "refused")
        }

        test("C21 what a proxy puts into a challenge comes back quoted, or not at all") {
            val rounds = rounds(basic = BasicAuthentication.NEVER)
            rounds.refused("Digest realm=\"a\\\"b\\\\, c\", nonce=\"n\\\", uri=\\\"x\", opaque=\"\\o\"") shouldBe true
            val sent = checkNotNull(rounds.authorize()).substringAfter("Digest ").split(", ")
            sent shouldContain "realm=\"a\\\"b\\\\"
            sent shouldContain "nonce=\"n\\\""
            sent shouldContain "opaque=\"o\""
        }

        test("B2 B11 what is known is known of one proxy with one user's credentials, until that is forgotten") {
            val book = AuthenticationBook(settings(), maxProxies = 3)
            val proxy = Proxy.parse("http://u:p@p.test:80")

            fun learn(proxy: Proxy) =
                checkNotNull(book.roundsFor(proxy)).run {
                    story(listOf(digest("1")))
                    accepted()
                }

            fun shown(proxy: Proxy) = checkNotNull(book.roundsFor(proxy)).shown()
            learn(proxy)
            shown(Proxy.parse("HTTP://u:p@P.test")) shouldBe "1 2"
            listOf("http://u:p@p.test:81", "http://u:q@p.test:80", "http://U:p@p.test:80", "https://u:p@p.test:80")
                .forEach { other -> withClue(other) { shown(Proxy.parse(other)) shouldBe "basic" } }
            // Of more than three the one that was used longest ago is gone.
            shown(proxy) shouldBe "basic"
            learn(proxy)
            book.forget(Proxy.parse("http://u:q@p.test:80"))
            shown(proxy) shouldBe "1 2"
            book.forget(proxy)
            shown(proxy) shouldBe "basic"
        }

        test("who has no credentials or speaks no HTTP is shown none") {
            val book = AuthenticationBook(settings())
            listOf("http://p.test:80", "socks5://u:p@p.test").forEach { book.roundsFor(Proxy.parse(it)).shouldBeNull() }
        }
    })
