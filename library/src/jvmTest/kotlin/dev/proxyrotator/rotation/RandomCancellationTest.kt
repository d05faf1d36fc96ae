package dev.proxyrotator.rotation

import io.kotest.core.spec.style.FunSpec

class RandomCancellationTest :
    FunSpec({
        test("F1 5,000 calls cancelled at random moments leave all counters at zero") {
            cancelAtRandomMoments(count = 5_000)
        }

        test("F2 of 10,000 leases and places at a host delivered while their callers are cancelled none is lost") {
            raceDeliveries(count = 10_000)
        }
    })
