package dev.proxyrotator.java

import dev.proxyrotator.guard.TargetGuard
import io.ktor.http.URLParserException
import io.ktor.http.Url
import java.net.URI
import java.net.URISyntaxException
import java.util.function.Predicate

/** A guard that sees targets as [URI]s; what is none is refused. */
internal fun guardOf(allows: Predicate<URI>): TargetGuard =
    TargetGuard { target ->
        try {
            allows.test(URI(target.toString()))
        } catch (_: URISyntaxException) {
            false
        }
    }

internal object TargetGuards {
    /** Whether [guard] allows [target], as far as it is a URL at all. */
    @JvmStatic
    fun allows(
        guard: TargetGuard,
        target: URI,
    ): Boolean =
        try {
            guard.allows(Url(target.toString()))
        } catch (_: URLParserException) {
            false
        }
}
