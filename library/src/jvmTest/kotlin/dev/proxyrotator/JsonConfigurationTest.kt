package dev.proxyrotator

import dev.proxyrotator.ban.BanScope
import dev.proxyrotator.ban.OnExhausted
import dev.proxyrotator.configuration.Section
import dev.proxyrotator.engine.TlsVersion
import dev.proxyrotator.guard.TargetGuard
import dev.proxyrotator.limit.RateLimit
import dev.proxyrotator.redirect.RedirectOptions
import dev.proxyrotator.retry.Backoff
import dev.proxyrotator.session.OnExitLost
import dev.proxyrotator.testkit.SelfSignedCertificate
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.string.shouldStartWith
import java.io.IOException
import java.lang.reflect.Modifier
import java.nio.file.Path
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.writeBytes
import kotlin.io.path.writeText
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

/** What a document can set of each block. */
private val sections: Map<Class<*>, List<Section<*>>> =
    mapOf(
        ProxyRotatorBuilder::class.java to listOf(rotatorOptions),
        TimeoutsBuilder::class.java to listOf(timeoutOptions, timeoutRuleOptions),
        TimeLimitsBuilder::class.java to listOf(timeLimitOptions),
        RetryBuilder::class.java to listOf(retryOptions),
        LimitsBuilder::class.java to listOf(limitOptions),
        HealthBuilder::class.java to listOf(healthOptions),
        SessionsBuilder::class.java to listOf(sessionOptions),
        BansBuilder::class.java to listOf(banOptions, banRuleOptions),
        TlsBuilder::class.java to listOf(tlsOptions),
        CompressionBuilder::class.java to listOf(compressionOptions),
        CookiesBuilder::class.java to listOf(cookieOptions),
        FetchBuilder::class.java to listOf(fetchOptions),
        LoggingBuilder::class.java to listOf(loggingOptions),
        RedirectOptions::class.java to listOf(redirectOptions),
    )

/** What no document can set: it is code, or said by another name. */
private val notData: Map<Class<*>, Set<String>> =
    mapOf(
        ProxyRotatorBuilder::class.java to
            setOf("transport", "timeSource", "random", "dispatcher", "client", "proxy", "listener"),
        BansBuilder::class.java to setOf("require"),
    )

/** What a user can set or call, by its name in Kotlin. */
private fun optionsOf(builder: Class<*>): Set<String> =
    builder.declaredMethods
        .filter { Modifier.isPublic(it.modifiers) && !Modifier.isStatic(it.modifiers) && !it.isSynthetic }
        // A value class in the signature adds a hash to the name, `internal` the name of the module.
        .filterNot { '$' in it.name }
        .map { it.name.substringBefore('-') }
        .filterNot { it.matches(Regex("(get|is)[A-Z].*")) }
        .map { if (it.matches(Regex("set[A-Z].*"))) it.drop(3).replaceFirstChar(Char::lowercase) else it }
        .toSet()

private fun configured(
    json: String,
    before: ProxyRotatorBuilder.() -> Unit = {},
) = ProxyRotator {
    before()
    fromJson(json)
}.use { it.config }

private fun problemOf(json: String) =
    shouldThrow<IllegalArgumentException> { ProxyRotator { fromJson(json) }.close() }.message

class JsonConfigurationTest :
    FunSpec({
        test("every option of the DSL can be set by a document, or is known not to be data") {
            sections.forEach { (builder, known) ->
                withClue(builder.simpleName) {
                    val names = known.flatMap { it.names }
                    (optionsOf(builder) - names.toSet() - notData[builder].orEmpty()).shouldBeEmpty()
                    names.toSet().size shouldBe names.size
                }
            }
        }

        test("every block of the DSL is known here") {
            val blocks =
                Path
                    .of("target/classes/dev/proxyrotator")
                    .listDirectoryEntries("*Builder.class")
                    .map { it.fileName.toString() }
            blocks.map { it.removeSuffix(".class") } shouldContainExactlyInAnyOrder
                sections.keys.filter { it.simpleName.endsWith("Builder") }.map { it.simpleName }
        }

        test("the pool: proxies as URLs and objects, beside those that are there; strategy, name and size") {
            val json =
                """{"proxies": ["http://u:p@b.example:1", {"scheme": "http", "host": "c.example", "weight": 2}],
                    "strategy": "weighted", "poolName": "main", "maxProxies": 10}"""
            val rotator =
                ProxyRotator("a.example:80") {
                    fromJson(json)
                }
            rotator.use {
                rotator.pool.proxies.value
                    .map { it.host } shouldContainExactly listOf("a.example", "b.example", "c.example")
                rotator.pool.proxies.value
                    .map { it.weight } shouldContainExactly listOf(1.0, 1.0, 2.0)
                rotator.strategy.name shouldBe "weighted"
                rotator.config.poolName shouldBe "main"
                rotator.config.maxProxies shouldBe 10
            }
        }

        test("time limits and retries, and nothing that is not named") {
            val config =
                configured(
                    """{"timeouts": {"connect": "3s", "minimumBodyRate": 0},
                        "retry": {"maxRetries": 2, "backoff": {"factor": 3}, "retryStatuses": [500], "budget": {"ratio": 1}}}""",
                ) {
                    timeouts { idle = 7.seconds }
                    retry { backoff = Backoff(200.milliseconds, 5.seconds) }
                }
            config.timeouts.connect shouldBe 3.seconds
            config.timeouts.idle shouldBe 7.seconds
            config.timeouts.minimumBodyRate shouldBe 0
            config.timeouts.call shouldBe 60.seconds
            config.retry.maxAttempts shouldBe 3
            config.retry.backoff.toString() shouldBe "Backoff(base=200ms, cap=5s, factor=3.0, jitter=true)"
            config.retry.retryStatuses shouldBe setOf(500)
            config.retry.budget.toString() shouldBe "RetryBudget(ratio=1.0, reservePerSecond=10.0, window=10s)"
            configured("""{"retry": {"budget": "unlimited"}}""").retry.budget.reservePerSecond shouldBe
                Double.POSITIVE_INFINITY
        }

        test("limits, health and sessions") {
            val config =
                configured(
                    """{"limits": {"maxConnectionsPerHost": 4, "maxBodyInMemory": 5000000000, "ratePerProxy": null,
                          "ratePerHost": {"permits": 10, "per": "1m", "burst": 2}, "rate": {"permits": 5}},
                        "health": {"enabled": false, "failureRate": 0.25, "coolDown": "2s"},
                        "sessions": {"timeToLive": "10m", "maxUses": 5, "onExitLost": "migrate-and-forget-cookies"}}""",
                ) { limits { ratePerProxy = RateLimit(1, 1.seconds) } }
            config.limits.maxConnectionsPerHost shouldBe 4
            config.limits.maxBodyInMemory shouldBe 5_000_000_000
            config.limits.ratePerProxy shouldBe null
            config.limits.ratePerHost shouldBe RateLimit(10, 1.minutes, 2)
            config.limits.rate shouldBe RateLimit(5, 1.seconds)
            config.health.enabled shouldBe false
            config.health.failureRate shouldBe 0.25
            config.health.coolDown shouldBe 2.seconds
            config.sessions.timeToLive shouldBe 10.minutes
            config.sessions.maxUses shouldBe 5
            config.sessions.onExitLost shouldBe OnExitLost.MIGRATE_AND_FORGET_COOKIES
        }

        test("rules for the time limits of some URLs, in their order") {
            val timeouts =
                configured(
                    """{"timeouts": {"call": "30s", "rules": [
                        {"host": ["api.example", "*.example.org"], "limits": {"call": 5}},
                        {"glob": "https://shop.example/export/**", "limits": {"call": "2m", "idle": "1m"}},
                        {"regex": ".*slow.*", "limits": {}}
                    ]}}""",
                ).timeouts
            timeouts.rules.map { it.pattern } shouldContainExactly
                listOf("api.example, *.example.org", "https://shop.example/export/**", ".*slow.*")
            timeouts.rules.map { it.timeouts.call } shouldContainExactly listOf(5.seconds, 2.minutes, 30.seconds)
            problemOf("""{"timeouts": {"rules": [{"limits": {}}]}}""") shouldBe
                "timeouts.rules: one of host, glob and regex is needed"
        }

        test("what requests begin with, and where they may go") {
            val config =
                configured(
                    """{"baseUrl": "https://api.example/v1", "userAgent": "me/1", "expectSuccess": true, "http2": false,
                        "defaultHeader": {"X-One": "1", "X-Two": ["2", "3"]}, "bearerAuth": "token",
                        "cookies": {"keep": true, "set": {"url": "https://api.example", "name": "a", "value": "b"}},
                        "redirects": {"maxRedirects": 3, "sensitiveHeaders": ["X-Api-Key"]}, "targetGuard": "public-only",
                        "compression": {"maxRatio": 50}, "fetch": {"maxConcurrent": 7, "chunkSize": 50, "timeout": 5},
                        "logging": {"name": "mine", "level": "debug"}}""",
                )
            config.defaults.baseUrl.toString() shouldBe "https://api.example/v1"
            config.defaults.headerNames shouldContainExactly listOf("X-One", "X-Two", "User-Agent")
            config.defaults.hasAuthorization shouldBe true
            config.defaults.expectSuccess shouldBe true
            config.cookies.keep shouldBe true
            config.cookies.initialCount shouldBe 1
            config.redirects.maxRedirects shouldBe 3
            config.redirects.sensitiveHeaders shouldBe setOf("x-api-key")
            config.targetGuard shouldBe TargetGuard.publicOnly()
            config.compression.maxRatio shouldBe 50
            config.fetch.toString() shouldContain "7"
            config.fetch.chunkSize shouldBe 50
            configured("""{"basicAuth": {"username": "u", "password": "p"}}""").defaults.hasAuthorization shouldBe true
        }

        test("bans: rules in their order, validators, and the old ones taken away first") {
            val bans =
                configured(
                    """{"bans": {
                        "rules": [
                            {"status": {"statuses": [403, 503], "scope": "global", "duration": "10m", "honoursRetryAfter": false}},
                            {"header": {"name": "Server", "text": "denied"}},
                            {"header": {"name": "Via", "pattern": "^1\\.0"}},
                            {"body": {"text": "captcha"}},
                            {"redirect": {"pattern": "/login$"}},
                            {"rule": "challenge-page"}
                        ],
                        "requireStatus": 200,
                        "requireHeader": [{"name": "Date"}, {"name": "Content-Type", "text": "json"}],
                        "requireText": "id",
                        "requireMinimumSize": 5,
                        "onExhausted": "throw",
                        "clear": true
                    }}""",
                ).bans
            bans.rules.map { it.name } shouldContainExactly
                listOf(
                    "status 403 or 503",
                    "header Server",
                    "header Via",
                    "body \"captcha\"",
                    "redirect //login\$/",
                    "challenge page",
                )
            bans.rules[0].scope shouldBe BanScope.GLOBAL
            bans.rules[0].duration shouldBe 10.minutes
            bans.rules[0].honoursRetryAfter shouldBe false
            bans.rules[1].duration shouldBe 60.seconds
            bans.validatorNames.size shouldBe 5
            bans.onExhausted shouldBe OnExhausted.THROW
            configured(
                """{"bans": {"rules": [{"rule": "forbidden"}]}}""",
            ).bans.rules.map { it.name } shouldContainExactly
                listOf("status 429", "status 403")
        }

        test("later settings win") {
            val config =
                ProxyRotator {
                    fromJson("""{"timeouts": {"call": 5}}""")
                    timeouts { call = Duration.INFINITE }
                }.use { it.config }
            config.timeouts.call shouldBe Duration.INFINITE
        }

        test("wrong values name path, value and expectation, and known keys") {
            problemOf("""{"timeouts": {"connect": "fast"}}""").orEmpty() shouldStartWith
                "timeouts.connect is \"fast\"; it must be a duration such as \"5s\""
            problemOf("""{"timeouts": {"conect": 1}}""") shouldBe
                "timeouts.conect is unknown; known are connect, handshake, tls, responseHead, idle, call, minimumBodyRate, rules"
            problemOf("""{"timeouts": {"connect": -1}}""") shouldBe "timeouts: connect must be positive, was -1s"
            problemOf("""{"strategy": "fastest"}""").orEmpty() shouldStartWith
                "strategy is \"fastest\"; it must be one of \"round-robin\", "
            problemOf("""{"retry": {"backoff": {"factor": 0.5}}}""") shouldBe
                "retry.backoff: backoff factor must be finite and at least 1, was 0.5"
            problemOf("""{"retry": {"budget": "none"}}""").orEmpty() shouldStartWith "retry.budget is \"none\""
            problemOf("""{"limits": {"rate": {"per": 1}}}""") shouldBe "limits.rate: permits is missing"
            problemOf("""{"bans": {"rules": [{"rule": "x"}, {"body": {}}, {}]}}""").orEmpty() shouldContain
                "bans.rules[2] is an object; it must be an object with one of status, header, body, redirect, rule"
            problemOf("""{"bans": {"rules": [{"status": {"statuses": 99}}]}}""").orEmpty() shouldStartWith
                "bans.rules[0].status: statuses must be HTTP statuses"
            problemOf("""{"bans": {"rules": [{"body": {}}]}}""") shouldBe
                "bans.rules[0].body: either text or pattern is needed"
            problemOf("""{"bans": {"rules": [{"header": {"text": "a"}}]}}""") shouldBe
                "bans.rules[0].header: name is missing"
            problemOf("""{"tls": {"pin": {"a.example": "sha256/x"}}}""").orEmpty() shouldStartWith "tls.pin: "
            problemOf("""{"tls": {"minVersion": "1.1"}}""") shouldBe
                "tls.minVersion is \"1.1\"; it must be one of \"1.2\", \"1.3\""
        }

        test("no error shows a proxy or a password") {
            val documents =
                listOf(
                    """{"proxies": "http://user:hunter2@a.example"}""",
                    """{"proxies": ["http://user:hunter2@a.example:99999"]}""",
                    """{"proxies": ["ok.example:1", {"scheme": "http", "host": "a", "password": "hunter2"}]}""",
                    """{"proxies": [{"scheme": "http", "host": "a", "credentials": "hunter2"}]}""",
                    """{"proxies": [["hunter2"]]}""",
                    """{"proxies": [hunter2]}""",
                    """{"proxies": {"http://user:hunter2@a.example": 1}}""",
                    """{"strategy": "http://user:hunter2@a.example"}""",
                    """{"proxies": ["http://user:hunter2@a.example" "b"]}""",
                    """{"tls": {"clientCertificatePkcs12": {"password": ["hunter2"]}}}""",
                    """{"basicAuth": {"username": "a:", "password": "hunter2"}}""",
                    """{"basicAuth": {"username": "a", "password": ["hunter2"]}}""",
                    """{"bearerAuth": "hunter2 x"}""",
                    """{"defaultHeader": {"X-Key": ["hunter2", {"hunter2": 1}]}}""",
                    """{"cookies": {"set": [{"url": "https://a.example", "name": "n", "value": "hunter2;"}]}}""",
                    """{"baseUrl": "https://u:hunter2@a.example"}""",
                )
            for (json in documents) {
                val error = shouldThrow<IllegalArgumentException> { ProxyRotator { fromJson(json) }.close() }
                withClue(json) { error.stackTraceToString() shouldNotContain "hunter2" }
            }
            problemOf(documents[1]).orEmpty() shouldStartWith "proxies[0]: "
            problemOf(documents[2]).orEmpty() shouldStartWith "proxies[1]: "
            problemOf(documents[0]) shouldBe "proxies must be a list"
        }

        test("a file, and certificates and keys by paths beside it") {
            val folder = tempdir().toPath()
            val certificate = SelfSignedCertificate.shared
            folder.resolve("authority.pem").writeText(certificate.certificatePem)
            folder.resolve("both.pem").writeText(certificate.certificatePem + certificate.privateKeyPem)
            folder.resolve("store.p12").writeBytes(certificate.pkcs12("secret"))
            val file = folder.resolve("rotator.json")

            fun configuredBy(json: String): ProxyRotatorConfig {
                file.writeText("\uFEFF$json")
                return ProxyRotator { fromJsonFile(file) }.use { it.config }
            }

            val tls =
                configuredBy(
                    """{"tls": {"trust": "authority.pem", "trustSystem": true, "minVersion": "1.3",
                        "clientCertificate": {"certificateChain": "both.pem", "privateKey": "both.pem"}}}""",
                ).tls
            tls.trust shouldContainExactly listOf(certificate.certificatePem)
            tls.trustSystem shouldBe true
            tls.minVersion shouldBe TlsVersion.TLS_1_3
            (tls.clientIdentity != null) shouldBe true
            configuredBy("""{"tls": {"clientCertificatePkcs12": {"file": "store.p12", "password": "secret"}}}""")
                .tls.clientIdentity
                .toString() shouldBe "***"

            shouldThrow<IllegalArgumentException> { configuredBy("""{"tls": {"trust": ["gone.pem"]}}""") }
                .message
                .orEmpty() shouldStartWith "$file: tls.trust[0]: the file \"gone.pem\" cannot be read: "
            shouldThrow<IllegalArgumentException> { configuredBy("""{"tls": {"trust": "rotator.json"}}""") }
                .message
                .orEmpty() shouldStartWith "$file: tls.trust: "
            shouldThrow<IllegalArgumentException> { configuredBy("{") }.message.orEmpty() shouldStartWith
                "$file: the JSON is malformed"
            shouldThrow<IOException> { ProxyRotator { fromJsonFile(folder.resolve("gone.json")) } }
        }
    })
