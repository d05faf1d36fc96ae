package dev.proxyrotator.event

import kotlinx.atomicfu.locks.SynchronizedObject
import kotlinx.atomicfu.locks.synchronized
import kotlinx.coroutines.channels.BufferOverflow
import kotlinx.coroutines.flow.MutableSharedFlow
import kotlinx.coroutines.flow.SharedFlow
import kotlinx.coroutines.flow.onSubscription
import kotlin.concurrent.Volatile

/**
 * Hands events to the log, to listeners and to collectors. Whoever makes an event asks first whether anybody wants it:
 * that costs two reads when nobody does.
 */
internal class EventPublisher(
    val log: EventLog = EventLog(),
    listeners: List<RotationListener> = emptyList(),
) {
    private class Registration(
        val listener: RotationListener,
    ) {
        @Volatile
        var hasFailed = false
    }

    private val lock = SynchronizedObject()

    /** Never changed, only replaced. */
    @Volatile
    private var registrations: List<Registration> = listeners.distinct().map(::Registration)

    private val flow =
        MutableSharedFlow<RotationEvent>(extraBufferCapacity = BUFFER, onBufferOverflow = BufferOverflow.DROP_OLDEST)

    /** The flow's own count of them sits behind a lock. */
    @Volatile
    private var isCollected = false

    val events: SharedFlow<RotationEvent> = flow.onSubscription { isCollected = true }

    private val isHeard: Boolean get() = isCollected || registrations.isNotEmpty()

    /** Whether it matters that the pool or one of its proxies changed. */
    val wantsChanges: Boolean get() = isHeard || log.wantsChanges

    val wantsTimedBlocks: Boolean get() = isHeard || log.wantsTimedBlocks

    fun wantsCall(succeeded: Boolean): Boolean = isHeard || log.wantsCall(succeeded)

    /** [isPlain] when it succeeded and that was that. */
    fun wantsAttempt(isPlain: Boolean): Boolean = isHeard || log.wantsAttempt(isPlain)

    fun add(listener: RotationListener) =
        synchronized(lock) {
            if (registrations.none { it.listener == listener }) registrations += Registration(listener)
        }

    fun remove(listener: RotationListener) =
        synchronized(lock) { registrations = registrations.filterNot { it.listener == listener } }

    /** Never throws. Not to be called with a lock held. */
    fun publish(event: RotationEvent) {
        write(event)
        registrations.forEach { tell(it, event) }
        if (isCollected) emit(event)
    }

    private fun write(event: RotationEvent) {
        try {
            log.write(event)
        } catch (_: Throwable) {
            // There is nowhere left to say that the backend of the log is broken, and no request must suffer for it.
        }
    }

    private fun tell(
        registration: Registration,
        event: RotationEvent,
    ) {
        try {
            registration.listener.onEvent(event)
        } catch (error: Throwable) {
            if (registration.hasFailed) return
            registration.hasFailed = true
            log.listenerFailed(registration.listener, error)
        }
    }

    private fun emit(event: RotationEvent) {
        flow.tryEmit(event)
        // In this order, so that one who comes meanwhile is not forgotten: it is counted before it says so itself.
        isCollected = false
        if (flow.subscriptionCount.value > 0) isCollected = true
    }

    private companion object {
        const val BUFFER = 1024
    }
}
