package dev.proxyrotator.event

import ch.qos.logback.classic.Level
import ch.qos.logback.classic.Logger
import ch.qos.logback.classic.spi.ILoggingEvent
import ch.qos.logback.core.AppenderBase
import org.slf4j.LoggerFactory
import java.util.concurrent.CopyOnWriteArrayList

/** What is logged below [root], which no other test may use. */
internal class CapturedLog(
    private val root: String,
    level: Level = Level.TRACE,
) : AutoCloseable {
    private val messages = CopyOnWriteArrayList<String>()
    private val logger = LoggerFactory.getLogger(root) as Logger

    private val appender =
        object : AppenderBase<ILoggingEvent>() {
            override fun append(event: ILoggingEvent) {
                val concern = event.loggerName.removePrefix("$root.")
                messages.add("${event.level} $concern: ${event.formattedMessage}")
            }
        }

    /** Like `WARN call: call method=GET …`, in order. */
    val lines: List<String> get() = messages.toList()

    init {
        appender.context = logger.loggerContext
        appender.start()
        logger.level = level
        logger.addAppender(appender)
    }

    override fun close() {
        logger.detachAppender(appender)
        logger.level = null
    }
}
