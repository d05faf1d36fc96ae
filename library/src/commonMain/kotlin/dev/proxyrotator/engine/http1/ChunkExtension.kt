package dev.proxyrotator.engine.http1

/** Checks chunk extensions (RFC 9112, 7.1.1) byte by byte; what they say does not matter to anybody. */
internal class ChunkExtension {
    private enum class State {
        BEFORE_NAME,
        NAME,
        AFTER_NAME,
        BEFORE_VALUE,
        VALUE,
        QUOTED,
        ESCAPED,
        AFTER_QUOTED,
        AFTER_VALUE,
    }

    private var state = State.AFTER_VALUE

    /** Prepares for what follows a chunk size. */
    fun clear() {
        state = State.AFTER_VALUE
    }

    /** Whether the line may end here. */
    val mayEnd: Boolean get() = state == State.NAME || state == State.VALUE || state == State.AFTER_QUOTED

    /** Takes the next byte and returns whether it may stand there. */
    fun take(octet: Int): Boolean {
        val next =
            when (state) {
                State.BEFORE_NAME -> if (isOptionalSpace(octet)) state else token(octet, State.NAME)
                State.NAME, State.AFTER_NAME -> afterName(octet)
                State.BEFORE_VALUE -> beforeValue(octet)
                State.QUOTED, State.ESCAPED -> quoted(octet)
                State.VALUE, State.AFTER_QUOTED, State.AFTER_VALUE -> afterValue(octet)
            }
        state = next ?: return false
        return true
    }

    private fun token(
        octet: Int,
        next: State,
    ): State? = if (isToken(octet)) next else null

    private fun afterName(octet: Int): State? =
        when {
            state == State.NAME && isToken(octet) -> State.NAME
            isOptionalSpace(octet) -> State.AFTER_NAME
            octet == '='.code -> State.BEFORE_VALUE
            octet == ';'.code -> State.BEFORE_NAME
            else -> null
        }

    private fun beforeValue(octet: Int): State? =
        when {
            isOptionalSpace(octet) -> State.BEFORE_VALUE
            octet == '"'.code -> State.QUOTED
            else -> token(octet, State.VALUE)
        }

    private fun quoted(octet: Int): State? =
        when {
            !isFieldValue(octet) -> null
            state == State.ESCAPED -> State.QUOTED
            octet == '"'.code -> State.AFTER_QUOTED
            octet == '\\'.code -> State.ESCAPED
            else -> State.QUOTED
        }

    private fun afterValue(octet: Int): State? =
        when {
            state == State.VALUE && isToken(octet) -> State.VALUE
            isOptionalSpace(octet) -> State.AFTER_VALUE
            octet == ';'.code -> State.BEFORE_NAME
            else -> null
        }
}
