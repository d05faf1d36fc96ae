package dev.proxyrotator.failure

/** The target redirected more often than is followed. The last redirect was not followed. */
public class TooManyRedirectsException internal constructor(
    /** How many redirects were followed. */
    public val maxRedirects: Int,
    /** Who redirected last, as `https://host:port`. */
    public val origin: String,
) : ProxyRotatorException(
        "Redirected more than $maxRedirects times, at last by $origin; raise redirects { maxRedirects } if that is no loop",
    )

/** The target redirected to where no request goes. Nothing was sent there. */
public class RedirectRefusedException internal constructor(
    /** Why the redirect was not followed. */
    public val reason: Reason,
    /** The status of the redirect. */
    public val status: Int,
    /** Who redirected, as `https://host:port`. */
    public val origin: String,
) : ProxyRotatorException("Did not follow a redirect ($status) of $origin: ${reason.text}") {
    /** Why a redirect was not followed. */
    public enum class Reason(
        internal val text: String,
    ) {
        /** From https to http: everybody on the way could read and change what follows. */
        DOWNGRADE("it leads from https to http"),

        /** To neither http nor https. */
        SCHEME("it leads to neither an http nor an https URL"),

        /** The `Location` is no URI reference (RFC 3986), or has a host that cannot be. */
        LOCATION("its Location is no URL that could be requested"),

        /** There are several `Location` fields that differ. */
        SEVERAL_LOCATIONS("it has several Location fields that differ"),

        /** The method and the body are to be kept (307, 308), and the body is read or written as it is sent, once. */
        BODY("the body of the request cannot be sent a second time; put it into memory to have it follow"),
    }
}
