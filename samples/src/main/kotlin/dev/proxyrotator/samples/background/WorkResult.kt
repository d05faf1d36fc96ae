package dev.proxyrotator.samples.background

/** `ListenableWorker.Result`: what one run of the worker came to. */
enum class WorkResult {
    /** All is fetched. */
    SUCCESS,

    /** Something is left that another run may bring, after the backoff. */
    RETRY,

    /** Nothing is left that another run could bring, and something never came. */
    FAILURE,
}
