package dev.proxyrotator.rotation

import dev.proxyrotator.defaults.RequestDefaults
import dev.proxyrotator.guard.TargetGuard

/** What every request of a client begins with, and where none may go. */
internal class RequestRules(
    val defaults: RequestDefaults,
    val guard: TargetGuard,
)
