package dev.proxyrotator.rotation

import io.kotest.core.spec.style.FunSpec
import kotlin.time.Duration.Companion.minutes

/** `RandomCancellationTest` at full size: only with the profile `stress`. */
class RotationStressTest :
    FunSpec({
        timeout = 10.minutes.inWholeMilliseconds

        test("F1 100,000 calls cancelled at random moments leave all counters at zero") {
            cancelAtRandomMoments(count = 100_000)
        }

        test("F2 of 100,000 leases and places at a host delivered while their callers are cancelled none is lost") {
            raceDeliveries(count = 100_000)
        }
    })
