package dev.proxyrotator.session.cookie

import okhttp3.HttpUrl

/** Mozilla's Public Suffix List where OkHttp, which brings it, is on the class path; what is usual where it is not. */
internal fun publicSuffixes(): PublicSuffixes =
    try {
        PublicSuffixList.also { it.isPublicSuffix("com") }
    } catch (_: LinkageError) {
        UsualSuffixes
    }

private object PublicSuffixList : PublicSuffixes {
    override fun isPublicSuffix(domain: String): Boolean =
        HttpUrl
            .Builder()
            .scheme("https")
            .host(domain)
            .build()
            .topPrivateDomain() == null
}
