package dev.proxyrotator.integration

import io.kotest.core.spec.style.FunSpec
import io.kotest.core.test.Enabled

/** Stands in the report of every build for the tests that need more than a build has. */
class RealProxiesTest :
    FunSpec({
        test("every kind of proxy against the real ones").config(
            enabledOrReasonIf = { Enabled.disabled(HOW_TO_RUN) },
        ) {}
    })
