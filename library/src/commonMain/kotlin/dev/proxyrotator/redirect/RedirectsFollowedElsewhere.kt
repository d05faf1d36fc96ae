package dev.proxyrotator.redirect

import io.ktor.util.AttributeKey

/** On a request whose maker goes after redirects itself, so that nothing below does. */
internal val RedirectsFollowedElsewhere = AttributeKey<Unit>("dev.proxyrotator.RedirectsFollowedElsewhere")
