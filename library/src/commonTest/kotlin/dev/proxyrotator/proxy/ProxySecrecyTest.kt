package dev.proxyrotator.proxy

import io.kotest.assertions.fail
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.serialization.ExperimentalSerializationApi
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json

private const val USER = "qzxjvkwq"
private const val PASSWORD = "wkjzqvxj"

/** Every piece of three characters of the secrets; none of them occurs in a message of ours. */
private val traces = (USER.windowed(3) + PASSWORD.windowed(3)).toSet()

private val texts =
    listOf(
        "http://$USER:$PASSWORD@proxy.example:8080",
        "https://$USER:$PASSWORD@192.0.2.1",
        "socks5h://$USER:$PASSWORD@[2001:db8::1]:1080/",
        "http://$USER:a%40$PASSWORD%2F@proxy.example:8080",
        "http://$USER:a@$PASSWORD@proxy.example:8080",
        "http://$USER:a/$PASSWORD@proxy.example:8080",
        "http://$USER:$PASSWORD%zz@proxy.example:8080",
        "http://$USER:$PASSWORD@proxy.example:99999",
        "http://$USER:$PASSWORD@[2001:db8::1:8080",
        "ftp://$USER:$PASSWORD@proxy.example:21",
        "$USER://$PASSWORD@proxy.example:8080",
        "192.0.2.1:8080:$USER:$PASSWORD",
        "[2001:db8::1]:8080:$USER:$PASSWORD",
        "$USER:$PASSWORD:192.0.2.1:8080",
        "$USER:$PASSWORD@192.0.2.1:8080",
        "192.0.2.1:8080@$USER:$PASSWORD",
        "socks5://192.0.2.1:8080:$USER:$PASSWORD",
        "192.0.2.1:99999:$USER:$PASSWORD",
        "192.0.2.1:8080:$PASSWORD",
        "192.0.2.1:80:$USER:$PASSWORD@192.0.2.2:90",
        "proxy.example $USER $PASSWORD",
        "$USER:$PASSWORD@",
        "$USER:$PASSWORD",
        "http://$USER:$PASSWORD",
        "http://$USER:$PASSWORD@",
    )

class ProxySecrecyTest :
    FunSpec({
        test("S0-6: no broken form of a line with secrets lets any of them out") {
            texts.flatMap(::broken).forEach { text -> ProxyForm.entries.forEach { probe(text, it) } }
        }

        test("S0-6: secrets in the wrong argument stay inside") {
            val exceptions =
                listOf<() -> Any>(
                    { Proxy.of(ProxyScheme.HTTP, "$USER:$PASSWORD@proxy.example") },
                    { Proxy.of(ProxyScheme.HTTP, "[$PASSWORD]") },
                    { Proxy.of(ProxyScheme.HTTP, "proxy.example", 80, ProxyCredentials("$USER:", PASSWORD)) },
                    { ProxyCredentials("$USER\r", PASSWORD) },
                    { ProxyCredentials(USER, "$PASSWORD\n") },
                    { Proxy("http://$USER:$PASSWORD@proxy.example", USER, PASSWORD) },
                    { Proxy("http://proxy.example", USER, "$PASSWORD\u0000") },
                    { ProxyId.parse(PASSWORD) },
                ).map { runCatching(it).exceptionOrNull() ?: fail("accepted") }
            exceptions.forEach(::requireSilent)
        }

        test("the default serializer and its errors let nothing out") {
            val credentials = """{"username":"$USER","password":"$PASSWORD"}"""
            val document = """{"host":"proxy.example","scheme":"http","credentials":$credentials}"""
            val documents =
                broken(document) +
                    texts.map { "\"$it\"" } +
                    listOf(
                        """{"scheme":"$PASSWORD","host":"proxy.example"}""",
                        """{"scheme":"http","host":"$USER:$PASSWORD@proxy.example"}""",
                        """{"scheme":"http","host":"proxy.example","port":"$PASSWORD"}""",
                        """{"scheme":"http","host":"proxy.example","weight":"$PASSWORD"}""",
                        """{"scheme":"http","host":"proxy.example","credentials":"$PASSWORD"}""",
                        """{"scheme":"http","host":"proxy.example","$PASSWORD":1}""",
                        """{"scheme":"http","host":"proxy.example","credentials":["$USER","$PASSWORD"]}""",
                        """["$PASSWORD"]""",
                    )
            documents.forEach { probe(it, Json) }
            // Even where Json quotes its input: a cut document fails inside our deserializer, not after it.
            document.indices.forEach { probe(document.take(it), talkative) }
        }

        test("the probe itself notices a trace") {
            runCatching { requireSilent("a ${PASSWORD.take(3)} b") }.isFailure shouldBe true
        }
    })

@OptIn(ExperimentalSerializationApi::class)
private val talkative = Json { exceptionsWithDebugInfo = true }

private fun probe(
    document: String,
    json: Json,
) {
    try {
        requireSilent(json.encodeToString(json.decodeFromString<Proxy>(document)))
    } catch (e: SerializationException) {
        requireSilent(e)
    }
}

private fun probe(
    text: String,
    form: ProxyForm,
) {
    try {
        val proxy = Proxy.parse(text, form = form)
        // A cut may leave a line in which a secret stands where a host belongs: no parser can tell.
        if (traces.any { it in proxy.host }) return
        requireSilent(proxy.toString(), proxy.redactedUrl, proxy.credentials.toString(), proxy.id.toString())
        requireSilent(Json.encodeToString(proxy))
    } catch (e: ProxyValidationException) {
        requireSilent(e, e.redactedInput, e.reason)
    }
}

/** The text itself, cut short, without one character, and with a character put in, at every place. */
private fun broken(text: String): List<String> =
    listOf(text) +
        text.indices.flatMap { at ->
            listOf(text.take(at), text.drop(at), text.removeRange(at, at + 1)) +
                "@:/%[]#?. \u0000\\é".map { text.take(at) + it + text.drop(at) }
        }

private fun requireSilent(vararg values: Any) {
    values.flatMap(::printed).forEach { printed ->
        traces.firstOrNull { it in printed.lowercase() }?.let { fail("a secret shows through in: $printed") }
    }
}

private fun printed(value: Any): List<String> =
    if (value is Throwable) {
        listOf(value.toString()) + value.suppressedExceptions.flatMap(::printed) +
            listOfNotNull(value.cause).flatMap(::printed)
    } else {
        listOf(value.toString())
    }
