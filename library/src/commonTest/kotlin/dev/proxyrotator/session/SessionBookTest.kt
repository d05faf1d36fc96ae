package dev.proxyrotator.session

import dev.proxyrotator.session.SessionState.Decision
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeUnique
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.ints.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeSameInstanceAs
import kotlin.time.Duration
import kotlin.time.Duration.Companion.days
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

class SessionBookTest :
    FunSpec({
        test("a key stands for one session, and each session has connections of its own") {
            val book = SessionsInTime().book
            val one = book.find("one")
            book.find("one") shouldBeSameInstanceAs one
            book["one"] shouldBeSameInstanceAs one
            book["two"] shouldBe null
            listOf(one, book.find("two"), book.find("three")).map { it.isolation }.shouldBeUnique()
        }

        test("the first request decides about the proxy") {
            val session = SessionsInTime().book.find("one")
            session.proxyId shouldBe null
            session.bind(firstProxy.id) shouldBe firstProxy.id
            session.bind(secondProxy.id) shouldBe firstProxy.id
            session.proxyId shouldBe firstProxy.id
        }

        test("A13 a session that is too old ends, used or not, and its key begins anew") {
            val world = SessionsInTime(SessionPolicy(timeToLive = 10.minutes))
            val old = world.book.find("one", mapOf("User-Agent" to "agent"))
            old.bind(firstProxy.id)
            old.store(target, listOf("k=v"))
            world.pass(10.minutes - 1.milliseconds)
            world.book.find("one") shouldBeSameInstanceAs old
            old.age shouldBe 10.minutes - 1.milliseconds
            world.pass(1.milliseconds)
            old.isActive shouldBe false
            old.countUse() shouldBe false
            world.sessions.size shouldBe 0
            val new = world.book.find("one")
            new.exit shouldBe null
            new.cookieHeader(target) shouldBe null
            new.isolation shouldNotBe old.isolation
            new.age shouldBe Duration.ZERO
            new.headers shouldBe mapOf("User-Agent" to "agent")
            // For requests that are still under way.
            old.cookieHeader(target) shouldBe "k=v"
        }

        test("by default a session does not end by itself") {
            val world = SessionsInTime()
            val session = world.book.find("one")
            world.pass(36_500.days)
            repeat(1000) { session.countUse() shouldBe true }
            world.book.find("one") shouldBeSameInstanceAs session
        }

        test("a session is used as often as may be and not once more") {
            val book = SessionsInTime(SessionPolicy(maxUses = 2)).book
            val session = book.find("one")
            session.countUse() shouldBe true
            book.find("one") shouldBeSameInstanceAs session
            session.countUse() shouldBe true
            session.countUse() shouldBe false
            session.uses shouldBe 2
            session.isActive shouldBe false
            book.find("one").uses shouldBe 0
        }

        test("A13 a retired session leaves nothing behind") {
            val world = SessionsInTime()
            val old = world.book.find("one", mapOf("X-Token" to "t"))
            old.store(target, listOf("k=v"))
            old.retire() shouldBe true
            old.retire() shouldBe false
            old.isActive shouldBe false
            old.cookies shouldBe emptyList()
            old.store(target, listOf("late=v"))
            old.cookieHeader(target) shouldBe null
            val new = world.book.find("one")
            new.headers shouldBe emptyMap()
            new.isolation shouldNotBe old.isolation
            old.retire() shouldBe false
            new.isActive shouldBe true
            world.sessions.retire("one") shouldBe true
            world.sessions.retire("one") shouldBe false
            world.sessions.retire("never") shouldBe false
        }

        test("a session that has lost its proxy goes on through another") {
            val session = SessionsInTime().book.find("one")
            session.bind(firstProxy.id)
            session.store(target, listOf("k=v"))
            val isolation = session.isolation
            session.exitLost(firstProxy.id) shouldBe Decision.MIGRATE
            session.exit shouldBe null
            session.bind(secondProxy.id) shouldBe secondProxy.id
            session.cookieHeader(target) shouldBe "k=v"
            session.isolation shouldBe isolation
            // A slower request that had still gone through the first.
            session.exitLost(firstProxy.id) shouldBe Decision.MIGRATE
            session.exit shouldBe secondProxy.id
        }

        test("cookies and connections stay behind where the policy says so") {
            val session =
                SessionsInTime(
                    SessionPolicy(onExitLost = OnExitLost.MIGRATE_AND_FORGET_COOKIES),
                ).book.find("one")
            session.headers = mapOf("X-Token" to "t")
            session.bind(firstProxy.id)
            session.store(target, listOf("k=v"))
            val isolation = session.isolation
            session.exitLost(secondProxy.id) shouldBe Decision.MIGRATE
            session.cookieHeader(target) shouldBe "k=v"
            session.exitLost(firstProxy.id) shouldBe Decision.MIGRATE
            session.exit shouldBe null
            session.cookieHeader(target) shouldBe null
            session.isolation shouldNotBe isolation
            session.headers shouldBe mapOf("X-Token" to "t")
        }

        test("a session that must not move stays with its proxy") {
            val session = SessionsInTime(SessionPolicy(onExitLost = OnExitLost.FAIL)).book.find("one")
            session.bind(firstProxy.id)
            session.exitLost(firstProxy.id) shouldBe Decision.FAIL
            session.bind(secondProxy.id) shouldBe firstProxy.id
        }

        test("without cookies none are kept") {
            val session = SessionsInTime(SessionPolicy(cookies = false)).book.find("one")
            session.store(target, listOf("k=v"))
            session.cookieHeader(target) shouldBe null
            session.cookies shouldBe emptyList()
        }

        test("I4 the least recently used session goes when there are too many") {
            val world = SessionsInTime(SessionPolicy(maxSessions = 3))
            val one = world.book.find("one")
            listOf("two", "three", "one", "four").forEach(world.book::find)
            world.sessions.keys() shouldContainExactly listOf("three", "one", "four")
            world.sessions["two"] shouldBe null
            one.isActive shouldBe true
            // To be looked at is no use.
            world.sessions["three"] shouldNotBe null
            world.book.find("five")
            world.sessions.keys() shouldContainExactly listOf("one", "four", "five")
        }

        test("cookies of all sessions together are bounded") {
            val world = SessionsInTime()
            val fields = List(50) { "k$it=" + "v".repeat(4000) }
            repeat(1000) { world.book.find("s$it").store(target, fields) }
            world.sessions.size shouldBeLessThan 64 * 1024 * 1024 / (50 * 4000) + 1
            world.sessions.keys().last() shouldBe "s999"
            world.sessions["s0"] shouldBe null
        }

        test("what was forgotten no longer counts") {
            val world = SessionsInTime(SessionPolicy(timeToLive = 1.seconds))
            val fields = List(50) { "k$it=" + "v".repeat(4000) }
            world.book.find("quiet")
            repeat(100) {
                repeat(10) { key -> world.book.find("s$key").store(target, fields) }
                world.sessions.retire("s0")
                if (it % 10 == 0) world.pass(1.seconds)
                world.book.find("quiet")
            }
            world.sessions.size shouldBe 10
        }

        test("open sets headers, and leaves them alone when it is given none") {
            val sessions = SessionsInTime().sessions
            val given = mutableMapOf("User-Agent" to "one")
            val session = sessions.open("k", given)
            given["User-Agent"] = "changed"
            sessions.open("k") shouldBeSameInstanceAs session
            session.headers shouldBe mapOf("User-Agent" to "one")
            sessions.open("k", emptyMap()) shouldBeSameInstanceAs session
            session.headers shouldBe emptyMap()
        }

        test("C1 a header that cannot be sent, a key that is none, and a senseless policy are refused") {
            val sessions = SessionsInTime().sessions
            shouldThrow<IllegalArgumentException> { sessions.open("k", mapOf("A b" to "v")) }
            shouldThrow<IllegalArgumentException> { sessions.open("k", mapOf("A" to "v\r\nB: w")) }
            val secret = mapOf("Authorization" to "hunter2\n")
            shouldThrow<IllegalArgumentException> { sessions.open("k", secret) }.message shouldNotContain "hunter2"
            shouldThrow<IllegalArgumentException> { sessions.open("") }
            shouldThrow<IllegalArgumentException> { sessions["k".repeat(513)] }
            shouldThrow<IllegalArgumentException> { SessionPolicy(timeToLive = Duration.ZERO) }
            shouldThrow<IllegalArgumentException> { SessionPolicy(maxUses = 0) }
            shouldThrow<IllegalArgumentException> { SessionPolicy(maxSessions = 0) }
            sessions.size shouldBe 0
        }

        test("clear ends every session") {
            val world = SessionsInTime()
            val session = world.sessions.open("k")
            world.sessions.clear()
            session.isActive shouldBe false
            world.sessions.size shouldBe 0
        }

        test("B4 no text of a session shows its cookies or headers") {
            val world = SessionsInTime()
            val session = world.book.find("k", mapOf("Authorization" to "canary"))
            session.store(target, listOf("canary=canary"))
            session.cookies.single().value shouldBe "canary"
            listOf(session, session.cookies, world.sessions, SessionPolicy()).forEach {
                it.toString() shouldNotContain "canary"
            }
        }
    })
