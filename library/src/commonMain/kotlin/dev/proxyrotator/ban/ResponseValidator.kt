package dev.proxyrotator.ban

/**
 * What a response must be. One that is not is a failure of the proxy: a portal in between, or somebody else's content.
 */
internal class ResponseValidator(
    val name: String,
    val condition: ResponseCondition,
) {
    init {
        require(name.isNotBlank()) { "the name of a validator must not be blank" }
    }

    companion object {
        fun status(statuses: Set<Int>) =
            ResponseValidator("status ${statuses.joinToString(" or ")}", ResponseCondition.status(statuses))

        fun header(
            name: String,
            text: String,
        ) = ResponseValidator("header $name", ResponseCondition.header(name) { it.contains(text, ignoreCase = true) })

        fun text(token: String) =
            ResponseValidator(
                "text \"$token\"",
                ResponseCondition(ResponseView::isSuccess) { !it.isContent || it.isEncoded || token in it.text },
            )

        fun minimumSize(bytes: Int) =
            ResponseValidator(
                "at least $bytes bytes",
                ResponseCondition(ResponseView::isSuccess) { !it.isContent || it.bodyPrefix.size >= bytes },
            )
    }
}
