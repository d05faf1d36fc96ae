package dev.proxyrotator.session

import dev.proxyrotator.proxy.Proxy
import io.ktor.http.Url
import io.ktor.util.date.GMTDate
import kotlin.time.Duration
import kotlin.time.TestTimeSource

/** Sessions over a pool that is only a list, in a time of their own. */
internal class SessionsInTime(
    policy: SessionPolicy = SessionPolicy(),
    var proxies: List<Proxy> = emptyList(),
    var wallClock: Long = 784_111_777_000,
) {
    private val time = TestTimeSource()
    val book = SessionBook(policy, time) { GMTDate(wallClock) }
    val sessions: Sessions = RealSessions(book) { proxies }

    fun pass(duration: Duration) {
        time += duration
        wallClock += duration.inWholeMilliseconds
    }
}

internal val target = Url("https://a.example.com/")
internal val firstProxy = Proxy.parse("http://10.0.0.1:80")
internal val secondProxy = Proxy.parse("http://10.0.0.2:80")
