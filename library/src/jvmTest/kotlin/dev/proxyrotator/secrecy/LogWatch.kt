package dev.proxyrotator.secrecy

import ch.qos.logback.classic.Level
import ch.qos.logback.classic.Logger
import ch.qos.logback.classic.spi.ILoggingEvent
import ch.qos.logback.classic.spi.IThrowableProxy
import ch.qos.logback.core.AppenderBase
import org.slf4j.LoggerFactory

/** Looks at whatever is logged below [root], at every level: messages, their arguments, errors and all their causes. */
internal class LogWatch(
    root: String,
    private val alarm: CanaryAlarm,
) : AutoCloseable {
    private val logger = LoggerFactory.getLogger(root) as Logger
    private val level: Level? = logger.level

    private val appender =
        object : AppenderBase<ILoggingEvent>() {
            override fun append(event: ILoggingEvent) = look(event)
        }

    init {
        appender.context = logger.loggerContext
        appender.start()
        logger.level = Level.TRACE
        logger.addAppender(appender)
    }

    private fun look(event: ILoggingEvent) {
        val from = event.loggerName
        alarm.look("a log line", from, event.formattedMessage)
        event.argumentArray?.forEach { alarm.look("a log argument", from, it.toString()) }
        event.mdcPropertyMap?.forEach { alarm.look("a log context", from, it.toString()) }
        alarm.look("a thread name", from, event.threadName)
        event.throwableProxy?.let { look(it, from) }
    }

    private fun look(
        error: IThrowableProxy,
        from: String,
    ) {
        alarm.look("a logged error", from, error.message)
        error.cause?.let { look(it, from) }
        error.suppressed?.forEach { look(it, from) }
    }

    override fun close() {
        logger.detachAppender(appender)
        logger.level = level
    }
}
