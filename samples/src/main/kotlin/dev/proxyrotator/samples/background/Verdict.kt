package dev.proxyrotator.samples.background

import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyRotatorException
import dev.proxyrotator.failure.RedirectRefusedException
import dev.proxyrotator.failure.TargetRefusedException
import dev.proxyrotator.failure.TooManyRedirectsException
import io.ktor.client.plugins.ResponseException
import java.io.IOException

/** What a failed fetch means for its item. */
class Verdict(
    /** Whether it will fail in every run. */
    val isFinal: Boolean,
    /** Why, without the URL, in which there may be secrets. */
    val reason: String,
)

/** Which failures a later run may mend: those of proxies, networks and disks, and of targets that say so themselves. */
fun verdictOn(failure: Exception): Verdict =
    when (failure) {
        is ResponseException -> verdictOn(failure.response.status.value)
        is TooManyRedirectsException, is RedirectRefusedException -> Verdict(true, "redirected to nowhere")
        is TargetRefusedException -> Verdict(true, "a target that the rotator may not ask")
        is ProxyPoolEmptyException -> Verdict(false, "no proxy available (${failure.reason})")
        is ProxyRotatorException -> Verdict(false, failure.javaClass.simpleName)
        is IOException -> Verdict(false, failure.javaClass.simpleName)
        is IllegalArgumentException -> Verdict(true, "not a URL that can be fetched")
        else -> throw failure
    }

private fun verdictOn(status: Int) = Verdict(status < SERVER_ERROR && status !in LATER, "status $status")

private const val SERVER_ERROR = 500

/** Request Timeout, Too Early, Too Many Requests (RFC 9110 §15.5.9, RFC 8470 §5.2, RFC 6585 §4). */
private val LATER = setOf(408, 425, 429)
