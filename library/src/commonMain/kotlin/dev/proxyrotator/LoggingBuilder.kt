package dev.proxyrotator

import dev.proxyrotator.event.EventLog
import dev.proxyrotator.event.LogLevel

/**
 * `logging { }`: what the rotation says to the program's log, which on the JVM is SLF4J's. Where it goes and how it
 * looks there (file, console, format, colours) is the business of the backend, such as Logback with its `<pattern>`.
 *
 * Each concern has a logger of its own below [name], so that the backend can tell them apart:
 *
 * | logger | says |
 * |---|---|
 * | `call` | each call with status, attempts and duration (DEBUG), or that it failed for good (WARN) |
 * | `attempt` | attempts that failed, and what follows (DEBUG); those that succeeded, part by part (TRACE) |
 * | `health` | proxies going out of rotation (WARN) and coming back, bans at a host (INFO) |
 * | `pool` | proxies added and removed (INFO) |
 * | `timing` | blocks of `timed` (INFO) |
 * | `tls` | that certificates are not verified (WARN) |
 * | `source` | a list of proxies that could not be taken over (WARN) |
 * | `listener` | the first exception of a listener (WARN) |
 *
 * A message is one line of `key=value` pairs without credentials, queries of URLs or values of headers.
 */
@RotatorDsl
public class LoggingBuilder internal constructor(
    defaults: EventLog,
) {
    /** The name that the names of the loggers begin with: `<name>.call`. Default `"dev.proxyrotator"`. */
    public var name: String = defaults.root

    /**
     * The least severe messages that are handed to the backend, which may want fewer. Default [LogLevel.INFO], by which
     * nothing is said of a request that succeeds. [LogLevel.OFF] for none at all.
     */
    public var level: LogLevel = defaults.level

    internal fun build(): EventLog {
        require(name.isNotEmpty() && name.none { it.isWhitespace() || it.isISOControl() }) {
            "logging { name } must be neither empty nor have blanks in it"
        }
        return EventLog(name, level)
    }
}
