package dev.proxyrotator.event

/**
 * Is told what happens in a rotation: for metrics, alarms, logs of one's own.
 *
 * Called on the thread at hand, often one that serves requests, and by several threads at once: it must be quick and
 * must not block; whoever has more to do collects [ProxyRotator.events][dev.proxyrotator.ProxyRotator.events] instead.
 * No lock of the rotation is held meanwhile, so that it may use the rotator. What it throws is logged, the first time
 * for each listener, and harms no request.
 */
public fun interface RotationListener {
    /** [event] has just happened. */
    public fun onEvent(event: RotationEvent)
}
