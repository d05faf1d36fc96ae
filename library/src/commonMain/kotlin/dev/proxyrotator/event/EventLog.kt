package dev.proxyrotator.event

import io.ktor.util.logging.KtorSimpleLogger
import io.ktor.util.logging.Logger
import io.ktor.util.logging.isDebugEnabled
import io.ktor.util.logging.isTraceEnabled

/** Writes events to loggers below one root, one for each concern, for which the backend has settings of its own. */
internal class EventLog(
    val root: String = DEFAULT_ROOT,
    val level: LogLevel = LogLevel.OFF,
) {
    private val calls = logger("call")
    private val attempts = logger("attempt")
    private val health = logger("health")
    private val pool = logger("pool")
    private val tls = logger("tls")
    private val timing = logger("timing")
    private val listeners = logger("listener")
    private val sources = logger("source")

    val wantsChanges: Boolean get() = level <= LogLevel.WARN

    val wantsTimedBlocks: Boolean get() = level <= LogLevel.INFO

    fun wantsCall(succeeded: Boolean): Boolean = isEnabled(calls, levelOfCall(succeeded))

    fun wantsAttempt(isPlain: Boolean): Boolean = isEnabled(attempts, levelOfAttempt(isPlain))

    fun write(event: RotationEvent) {
        when (event) {
            is RotationEvent.CallEnded -> write(calls, levelOf(event), event)
            is RotationEvent.AttemptEnded -> write(attempts, levelOfAttempt(event.isPlain), event)
            is RotationEvent.ProxyStateChanged -> write(health, levelOf(event), event)
            is RotationEvent.ProxyBannedByHost -> write(health, LogLevel.INFO, event)
            is RotationEvent.ProxiesAdded, is RotationEvent.ProxiesRemoved -> write(pool, LogLevel.INFO, event)
            is RotationEvent.TimedBlockEnded -> write(timing, LogLevel.INFO, event)
        }
    }

    fun tlsNotVerified(
        poolName: String,
        block: String,
    ) = write(tls, LogLevel.WARN, EventLine(block).put("pool", poolName).put("verify", false))

    fun listenerFailed(
        listener: RotationListener,
        error: Throwable,
    ) {
        val name = listener::class.simpleName ?: "anonymous"
        threw(listeners, "${EventLine("listener").put("name", name)}", error)
    }

    fun listKept(
        poolName: String,
        error: Throwable,
    ) = write(sources, LogLevel.WARN, EventLine("refresh").put("pool", poolName).put("kept", error.message))

    fun refreshListenerFailed(
        poolName: String,
        error: Throwable,
    ) = threw(sources, "${EventLine("refresh").put("pool", poolName)} its listener", error)

    private fun threw(
        logger: Logger,
        who: String,
        error: Throwable,
    ) {
        if (isEnabled(logger, LogLevel.WARN)) logger.warn("$who threw", error)
    }

    private fun logger(concern: String) = KtorSimpleLogger("$root.$concern")

    private fun isEnabled(
        logger: Logger,
        severity: LogLevel,
    ): Boolean =
        severity >= level &&
            when (severity) {
                LogLevel.TRACE -> logger.isTraceEnabled
                LogLevel.DEBUG -> logger.isDebugEnabled
                else -> true
            }

    private fun write(
        logger: Logger,
        severity: LogLevel,
        line: Any,
    ) {
        if (!isEnabled(logger, severity)) return
        when (severity) {
            LogLevel.TRACE -> logger.trace(line.toString())
            LogLevel.DEBUG -> logger.debug(line.toString())
            LogLevel.INFO -> logger.info(line.toString())
            else -> logger.warn(line.toString())
        }
    }

    companion object {
        const val DEFAULT_ROOT: String = "dev.proxyrotator"

        private fun levelOf(call: RotationEvent.CallEnded) = levelOfCall(call.succeeded || call.isCancelled)

        /** One that its caller has given up is as little of a failure as one that succeeded. */
        private fun levelOfCall(succeeded: Boolean) = if (succeeded) LogLevel.DEBUG else LogLevel.WARN

        private fun levelOfAttempt(isPlain: Boolean) = if (isPlain) LogLevel.TRACE else LogLevel.DEBUG

        private fun levelOf(change: RotationEvent.ProxyStateChanged) =
            if (change.isForTheBetter) LogLevel.INFO else LogLevel.WARN
    }
}
