package dev.proxyrotator.failure

/** What to make of one failure. */
internal class Judgement(
    /** What decides whether and when to try again. */
    val kind: FailureKind,
    val phase: AttemptPhase,
    val blame: Blame,
    /** What the health of the proxy is told. */
    val severity: Severity,
    /**
     * Whether it may be the target host's fault: the proxy is then avoided for this host, and if several proxies fail
     * there it was the host.
     */
    val concernsHost: Boolean,
)
