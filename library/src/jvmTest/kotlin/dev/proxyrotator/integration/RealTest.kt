package dev.proxyrotator.integration

import io.kotest.core.spec.style.FunSpec
import io.kotest.core.test.Enabled
import io.kotest.core.test.TestScope

private const val INSTALL = "library/src/realProxies/install"

/** How to run them, for whoever wonders where they are. */
internal const val HOW_TO_RUN =
    "real proxies: not run by mvn verify; run: $INSTALL && mvn -pl library -Preal-proxies surefire:test"

/** A test that is skipped, and says why, where one of the programs it [needs] is not installed. */
internal fun FunSpec.realTest(
    name: String,
    needs: Iterable<Program>,
    test: suspend TestScope.() -> Unit,
) = test(name).config(enabledOrReasonIf = { availability(needs.toSet() + Program.NGINX) }, test = test)

internal fun FunSpec.realTest(
    name: String,
    vararg proxies: Route,
    test: suspend TestScope.() -> Unit,
) = realTest(name, proxies.flatMap { it.needs }, test)

/** Whether those can run who look up passwords where the system keeps them. */
internal fun systemUserAvailability(proxy: () -> Route): Enabled =
    if (SystemUser.isUsable) {
        availability(proxy().needs + Program.NGINX)
    } else {
        Enabled.disabled("real proxies: no user ${SystemUser.NAME} here, or not root; run: $INSTALL")
    }

private fun availability(needs: Set<Program>): Enabled {
    val obstacles = needs.mapNotNull { it.obstacle }.distinct()
    return if (obstacles.isEmpty()) {
        Enabled.enabled
    } else {
        Enabled.disabled("real proxies: ${obstacles.joinToString()} here; run: $INSTALL")
    }
}
