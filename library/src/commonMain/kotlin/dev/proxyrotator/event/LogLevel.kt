package dev.proxyrotator.event

import kotlin.jvm.JvmStatic

/** How severe a message of the log is, the least severe first. As the level of a log, the least severe that it has. */
public enum class LogLevel {
    /** Attempts that brought their response at once, with the time that each part of them took. */
    TRACE,

    /** Every call with its duration, every attempt that failed or was repeated. */
    DEBUG,

    /** Proxies that come, leave or come back into rotation; timed blocks. Nothing for a request that succeeds. */
    INFO,

    /** Calls that failed for good, proxies that go out of rotation, what is configured but not safe. */
    WARN,

    /** Nothing of the rotation itself is that severe: the program goes on, and whoever made a request is told. */
    ERROR,

    /** No message at all. */
    OFF,
    ;

    /** Reads levels. */
    public companion object {
        /**
         * The level of that name, whatever the case of its letters and the blanks around it.
         *
         * @throws IllegalArgumentException when there is none; the message lists those there are
         */
        @JvmStatic
        public fun of(text: String): LogLevel {
            val name = text.trim()
            return entries.find { it.name.equals(name, ignoreCase = true) }
                ?: throw IllegalArgumentException("There is no log level '$name', only ${entries.joinToString()}")
        }
    }
}
