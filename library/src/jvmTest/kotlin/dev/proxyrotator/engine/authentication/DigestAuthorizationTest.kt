package dev.proxyrotator.engine.authentication

import dev.proxyrotator.proxy.ProxyCredentials
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

private const val NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
private const val CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
private const val OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
private const val OLD_NONCE = "dcd98b7102dd2f0e8b11d0f600bfb0c093"

private fun value(
    challenge: String,
    credentials: ProxyCredentials = CREDENTIALS,
    clientNonce: String = CLIENT_NONCE,
    target: String = "/dir/index.html",
    count: Long = 1,
): String {
    val read = checkNotNull(DigestChallenge.of(readChallenges(listOf(challenge)).single()))
    return DigestAuthorization(read, credentials, clientNonce, PlatformHash).value("GET", target, count)
}

private fun response(value: String) = digestParameters(value)["response"]

private fun published(algorithm: String) =
    "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=$algorithm, " +
        "nonce=\"$NONCE\", opaque=\"$OPAQUE\""

class DigestAuthorizationTest :
    FunSpec({
        test("the published example is answered as published (RFC 7616, 3.9.1), in both algorithms") {
            value(published("MD5")) shouldBe
                "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"$NONCE\", " +
                "uri=\"/dir/index.html\", response=\"8ca523f5e9506fed4657c9700eebdbec\", algorithm=MD5, " +
                "opaque=\"$OPAQUE\", qop=auth, nc=00000001, cnonce=\"$CLIENT_NONCE\""
            value(published("SHA-256")) shouldBe
                "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"$NONCE\", " +
                "uri=\"/dir/index.html\", " +
                "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", " +
                "algorithm=SHA-256, opaque=\"$OPAQUE\", qop=auth, nc=00000001, cnonce=\"$CLIENT_NONCE\""
        }

        test(
            "the published examples of before are answered as published (RFC 2617, 3.5, and RFC 2069 with its erratum)",
        ) {
            val old = "Digest realm=\"testrealm@host.com\", nonce=\"$OLD_NONCE\""
            response(
                value("$old, qop=\"auth,auth-int\"", ProxyCredentials("Mufasa", "Circle Of Life"), "0a4f113b"),
            ) shouldBe
                "6629fae49393a05397450978507c4ef1"
            val oldest = value(old, ProxyCredentials("Mufasa", "CircleOfLife"))
            response(oldest) shouldBe "1949323746fe6a43ef61f9606e7febea"
            listOf("nc=", "cnonce=", "qop=", "algorithm=", "opaque=").forEach { oldest shouldNotContain it }
        }

        test("a session's password enters once for each nonce") {
            response(value(published("MD5-sess"))) shouldBe "e783283f46242139c486a698fec7211d"
            response(value(published("SHA-256-sess"))) shouldBe
                "2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7"
        }

        test("the count is of eight hexadecimal digits and enters the response") {
            val tenth = value(published("MD5"), count = 10)
            tenth shouldContain ", nc=0000000a,"
            (response(tenth) == response(value(published("MD5")))) shouldBe false
        }

        test("a user name beyond ASCII goes as it is, encoded where UTF-8 is understood, or hashed (RFC 7616, 3.4.4)") {
            val credentials = ProxyCredentials("J\u00e4s\u00f8n Doe", "Secret, or not?")
            val challenge = "Digest realm=\"api@example.org\", qop=auth, algorithm=SHA-256, nonce=n"
            val expected = "88b474a94539022f3d252e339dd723eed819edef92d20c67b54aa593902a37c0"
            mapOf(
                "" to "username=\"J\u00c3\u00a4s\u00c3\u00b8n Doe\"",
                ", charset=UTF-8" to "username*=UTF-8''J%C3%A4s%C3%B8n%20Doe",
                ", charset=UTF-8, userhash=true" to
                    "username=\"5a1a8a47df5c298551b9b42ba9b05835174a5bd7d511ff7fe9191d8e946fc4e7\"",
            ).forEach { (more, username) ->
                withClue(more) {
                    val value = value(challenge + more, credentials, "c", "/doe.json")
                    value shouldContain "Digest $username, realm="
                    value shouldContain ", response=\"$expected\","
                    (", userhash=true" in value) shouldBe ("userhash" in more)
                }
            }
            value("$challenge, charset=UTF-8") shouldContain "username=\"Mufasa\""
        }

        test("quotes in names and targets are escaped, and octets of a realm are hashed as they came") {
            val value = value("Digest realm=\"r\u00e9\", nonce=n", ProxyCredentials("u", "p"), target = "/")
            value shouldBe
                "Digest username=\"u\", realm=\"r\u00e9\", nonce=\"n\", uri=\"/\", " +
                "response=\"9c7894cf511cf1c03bf5df816ac8f003\""
            value("Digest realm=r, nonce=n", ProxyCredentials("a\"b\\", "p"), target = "/\"") shouldContain
                "username=\"a\\\"b\\\\\", realm=\"r\", nonce=\"n\", uri=\"/\\\"\""
        }
    })
