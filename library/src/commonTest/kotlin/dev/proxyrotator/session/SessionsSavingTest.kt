package dev.proxyrotator.session

import dev.proxyrotator.proxy.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withData
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.bind
import io.kotest.property.arbitrary.choice
import io.kotest.property.arbitrary.constant
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.map
import io.kotest.property.arbitrary.orNull
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import io.ktor.http.Url
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private val gateways = List(3) { Proxy.parse("http://user-$it:pass@gate.example:7000") }
private val pool = gateways + firstProxy + secondProxy

/** One session as it may come about. */
private class Story(
    val key: String,
    val proxy: Proxy?,
    val header: String?,
    val cookies: List<String>,
    val seconds: Int,
)

private val stories: Arb<List<Story>> =
    Arb.list(
        Arb.bind(
            Arb.string(1..20),
            Arb.element(pool).orNull(),
            Arb.int(0..99).map { "value $it" }.orNull(),
            Arb.list(
                Arb.bind(
                    Arb.choice(Arb.constant("k"), Arb.int(0..9).map { "k$it" }),
                    Arb.element("", "a b", "\"q\"", "\u00e9=\\"),
                    Arb.element("", "; Max-Age=30", "; Secure", "; Domain=example.com", "; Path=/x"),
                ) { name, value, attributes -> "$name=$value$attributes" },
                0..5,
            ),
            Arb.int(0..20),
            ::Story,
        ),
        0..8,
    )

private fun ProxySession.told() =
    listOf(
        key,
        proxyId,
        age,
        uses,
        headers,
        cookies.map {
            listOf(it.name, it.value, it.domain, it.path, it.hostOnly, it.secure)
        },
    )

private fun SessionsInTime.tell(stories: List<Story>) =
    stories.forEach { story ->
        val session = book.find(story.key, story.header?.let { mapOf("X-Header" to it) }.orEmpty())
        session.countUse()
        story.proxy?.let { session.bind(it.id) }
        session.store(Url("https://a.example.com/x/y"), story.cookies)
        pass(story.seconds.seconds)
    }

private fun document(session: String) = """{"version":1,"savedAt":784111777000,"sessions":[$session]}"""

private fun cookie(fields: String) = document("""{"key":"k","age":0,"cookies":[{$fields}]}""")

private val SessionsInTime.saved get() = sessions.save()

class SessionsSavingTest :
    FunSpec({
        test("what was saved is restored, elsewhere and later") {
            checkAll(stories) { told ->
                val before = SessionsInTime(proxies = pool).apply { tell(told) }
                val after = SessionsInTime(proxies = pool, wallClock = before.wallClock + 20_000)
                after.sessions.restore(before.saved)
                before.pass(20.seconds)
                after.sessions.keys() shouldContainExactly before.sessions.keys()
                after.book.active().map { it.told() } shouldContainExactly before.book.active().map { it.told() }
                // The remaining times are the same too.
                before.pass(7.seconds)
                after.pass(7.seconds)
                after.saved shouldBe before.saved
            }
        }

        test("B4 credentials of a proxy are not saved") {
            val world = SessionsInTime(proxies = pool)
            world.book.find("k").bind(gateways[1].id)
            world.saved shouldNotContain "pass"
            world.saved shouldNotContain "user"
            world.saved shouldNotContain gateways[1].id.toString()
            world.saved shouldContain """{"url":"http://***@gate.example:7000","place":2,"of":3}"""
        }

        test("time in between counts") {
            val before = SessionsInTime(SessionPolicy(timeToLive = 10.minutes), pool)
            before.book.find("k").store(target, listOf("short=v; Max-Age=60", "long=v; Max-Age=600"))
            val text = before.saved

            fun restored(after: Long) =
                SessionsInTime(SessionPolicy(timeToLive = 10.minutes), pool, before.wallClock + after)
                    .also { it.sessions.restore(text) }
                    .sessions["k"]
            restored(59_000)?.cookies?.size shouldBe 2
            restored(60_000)?.cookies?.size shouldBe 1
            restored(600_000) shouldBe null
            // J1: the clock was set back.
            restored(-1.days.inWholeMilliseconds)?.cookies?.size shouldBe 2
        }

        test("a proxy that is gone, or not to be told from others, is lost") {
            val before = SessionsInTime(proxies = pool)
            listOf(firstProxy, secondProxy, gateways[0]).forEach { proxy ->
                val session = before.book.find(proxy.id.toString())
                session.bind(proxy.id)
                session.store(target, listOf("k=v"))
            }
            before.book.find("unbound").store(target, listOf("k=v"))

            fun after(onExitLost: OnExitLost) =
                SessionsInTime(SessionPolicy(onExitLost = onExitLost), listOf(firstProxy, gateways[0], gateways[1]))
                    .also { it.sessions.restore(before.saved) }
                    .book
                    .active()
            after(OnExitLost.MIGRATE).map { it.exit } shouldContainExactly listOf(firstProxy.id, null, null, null)
            after(OnExitLost.MIGRATE).map { it.cookies.size } shouldContainExactly listOf(1, 1, 1, 1)
            after(OnExitLost.MIGRATE_AND_FORGET_COOKIES).map { it.cookies.size } shouldContainExactly listOf(1, 0, 0, 1)
            after(OnExitLost.FAIL).map { it.exit } shouldContainExactly listOf(firstProxy.id, null)
        }

        test("restored sessions take the place of those with their keys") {
            val before = SessionsInTime(proxies = pool)
            before.book.find("both").store(target, listOf("k=saved"))
            val after = SessionsInTime(proxies = pool)
            val replaced = after.book.find("both")
            val other = after.book.find("other")
            after.sessions.restore(before.saved)
            replaced.isActive shouldBe false
            other.isActive shouldBe true
            after.book.find("both").cookieHeader(target) shouldBe "k=saved"
            after.book.find("both").isolation shouldNotBe replaced.isolation
        }

        test("limits hold for what is restored") {
            val before = SessionsInTime()
            repeat(10) { before.book.find("k$it").countUse() }
            val few = SessionsInTime(SessionPolicy(maxSessions = 3)).also { it.sessions.restore(before.saved) }
            few.sessions.keys() shouldContainExactly listOf("k7", "k8", "k9")
            val used = SessionsInTime(SessionPolicy(maxUses = 1)).also { it.sessions.restore(before.saved) }
            used.sessions.size shouldBe 0
            val many = List(500) { """{"name":"k$it","value":"v","domain":"a.com","path":"/"}""" }.joinToString()
            val world = SessionsInTime()
            world.sessions.restore(document("""{"key":"k","age":0,"cookies":[$many]}"""))
            world.sessions["k"]?.cookies?.size shouldBe 180
            world.sessions.restore(
                cookie(""""name":"k","value":"v","domain":"a.com","path":"/","remaining":${Long.MAX_VALUE}"""),
            )
            world.pass(401.days)
            world.sessions["k"]?.cookies?.size shouldBe 0
        }

        context("a document that save did not write is refused, quoted nowhere, and changes nothing") {
            withData(
                nameFn = { "'${it.take(100)}'" },
                "",
                "canary",
                "[]",
                "{}",
                "null",
                document("").dropLast(1),
                document("") + "canary",
                document("").replace("1,", "2,"),
                document("").replace("784", "-784"),
                document("").replace("{\"", "{\"canary\":1,\""),
                document("canary"),
                document("""{"age":0}"""),
                document("""{"key":"","age":0}"""),
                document("""{"key":"${"k".repeat(513)}","age":0}"""),
                document("""{"key":"canary","age":-1}"""),
                document("""{"key":"canary","age":0,"uses":-1}"""),
                document("""{"key":"canary","age":0,"uses":99999999999}"""),
                document("""{"key":"canary","age":"canary"}"""),
                document("""{"key":"canary","age":0,"unknown":"canary"}"""),
                document("""{"key":"canary","age":0},{"key":"canary","age":0}"""),
                document("""{"key":"canary","age":0,"headers":{"A b":"canary"}}"""),
                document("""{"key":"canary","age":0,"headers":{"A":"canary\r\nB: c"}}"""),
                document("""{"key":"canary","age":0,"proxy":"canary"}"""),
                document("""{"key":"canary","age":0,"cookies":[{"name":"canary"}]}"""),
                document("[".repeat(100_000)),
                cookie(""""name":"","value":"canary","domain":"a.com","path":"/""""),
                cookie(""""name":"a=b","value":"canary","domain":"a.com","path":"/""""),
                cookie(""""name":"a;b","value":"canary","domain":"a.com","path":"/""""),
                cookie(""""name":"k","value":"canary; x=y","domain":"a.com","path":"/""""),
                cookie(""""name":"k","value":"canary\r\n","domain":"a.com","path":"/""""),
                cookie(""""name":"k","value":"canary€","domain":"a.com","path":"/""""),
                cookie(""""name":"k","value":"${"v".repeat(5000)}","domain":"a.com","path":"/""""),
                cookie(""""name":"k","value":"canary","domain":"A.com","path":"/""""),
                cookie(""""name":"k","value":"canary","domain":"com","path":"/""""),
                cookie(""""name":"k","value":"canary","domain":"10.0.0.1","path":"/""""),
                cookie(""""name":"k","value":"canary","domain":"a.com","path":"x""""),
                cookie(""""name":"__Host-k","value":"canary","domain":"a.com","path":"/","secure":true"""),
            ) { text ->
                val world = SessionsInTime(proxies = pool)
                world.book.find("there").store(target, listOf("k=v"))
                val before = world.saved
                val error = shouldThrow<IllegalArgumentException> { world.sessions.restore(text) }
                error.stackTraceToString() shouldNotContain "canary"
                error.message.orEmpty() shouldContain "cannot be restored"
                world.saved shouldBe before
            }
        }
    })
