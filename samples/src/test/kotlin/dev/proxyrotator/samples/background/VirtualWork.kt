package dev.proxyrotator.samples.background

import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestScope
import java.nio.file.Path
import kotlin.time.Clock
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Instant

/** What has passed of the test's virtual time. */
@Suppress("OPT_IN_USAGE")
internal val TestScope.now: Duration get() = testScheduler.currentTime.milliseconds

/** A clock over the test's virtual time. */
internal fun TestScope.virtualClock(): Clock =
    object : Clock {
        override fun now(): Instant = Instant.fromEpochMilliseconds(0) + now
    }

/** A store whose writes take no virtual time, and let none pass. */
internal fun TestScope.openStore(path: Path): WorkStore = WorkStore.open(path, StandardTestDispatcher(testScheduler))
