package dev.proxyrotator.ban

/** What is asked of a response, and for which statuses the beginning of the body is needed to answer. */
internal class ResponseCondition(
    val readsBody: (status: Int) -> Boolean,
    val holds: (ResponseView) -> Boolean,
) {
    constructor(readsBody: Boolean = false, holds: (ResponseView) -> Boolean) : this({ readsBody }, holds)

    companion object {
        fun status(statuses: Set<Int>) = ResponseCondition { it.status in statuses }

        fun header(
            name: String,
            test: (String) -> Boolean,
        ) = ResponseCondition { view -> view.headers.getAll(name)?.any(test) == true }

        fun redirect(test: (String) -> Boolean) =
            ResponseCondition { view -> view.status in REDIRECTS && view.location?.let(test) == true }

        fun body(test: (String) -> Boolean) = ResponseCondition(readsBody = true) { test(it.text) }

        private val REDIRECTS = 300..399
    }
}
