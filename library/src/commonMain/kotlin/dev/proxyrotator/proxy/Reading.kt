package dev.proxyrotator.proxy

/** What became of a piece of text: its value, or what is wrong with it. A flaw never quotes the text. */
internal sealed interface Reading<out T> {
    class Value<T>(
        val value: T,
    ) : Reading<T>

    /** @property at the column inside the piece. */
    class Flaw(
        val reason: String,
        val at: Int = 0,
    ) : Reading<Nothing>
}

internal val <T> Reading<T>.valueOrNull: T? get() = (this as? Reading.Value)?.value
