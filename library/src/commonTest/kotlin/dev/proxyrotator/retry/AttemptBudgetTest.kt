package dev.proxyrotator.retry

import dev.proxyrotator.failure.FailureKind
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.boolean
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll

/** How many attempts a request makes that always fails with [kind]. */
private fun AttemptBudget.attempts(
    kind: FailureKind,
    idempotent: Boolean = true,
): Int {
    var made = 1
    while (mayRepeat(kind, idempotent)) {
        count(kind)
        made++
    }
    count(kind)
    return made
}

class AttemptBudgetTest :
    FunSpec({
        test("what may have reached the target uses up attempts, what cannot have uses up failovers") {
            AttemptBudget(RetryPolicy()).attempts(FailureKind.CONNECTION_LOST) shouldBe 4
            AttemptBudget(RetryPolicy()).attempts(FailureKind.REJECTED) shouldBe 4
            AttemptBudget(RetryPolicy()).attempts(FailureKind.CONNECT) shouldBe 6
            AttemptBudget(RetryPolicy()).attempts(FailureKind.CONNECT, idempotent = false) shouldBe 6
            AttemptBudget(RetryPolicy()).attempts(FailureKind.CONNECTION_LOST, idempotent = false) shouldBe 1
        }

        test("a failed TLS handshake is tried through two other proxies only") {
            AttemptBudget(RetryPolicy()).attempts(FailureKind.TLS) shouldBe 3
            AttemptBudget(RetryPolicy(maxFailovers = 1)).attempts(FailureKind.TLS) shouldBe 2
        }

        test("the request's own number of attempts comes before the policy's") {
            AttemptBudget(RetryPolicy(), maxAttempts = 2).attempts(FailureKind.STATUS) shouldBe 2
            AttemptBudget(RetryPolicy(maxFailovers = 0), maxAttempts = 1).attempts(FailureKind.CONNECT) shouldBe 1
        }

        test("whatever happens in whatever order, there are never more attempts than both allow") {
            checkAll(Arb.list(Arb.element(FailureKind.entries), 0..30), Arb.boolean()) { kinds, idempotent ->
                val budget = AttemptBudget(RetryPolicy(maxAttempts = 3, maxFailovers = 4))
                var reached = 0
                var failovers = 0
                for (kind in kinds) {
                    if (kind.beforeRequest) failovers++ else reached++
                    val goesOn = budget.mayRepeat(kind, idempotent)
                    budget.count(kind)
                    if (!goesOn) break
                }
                reached shouldBeLessThanOrEqual if (idempotent) 3 else 1
                failovers shouldBeLessThanOrEqual 5
            }
        }
    })
