package dev.proxyrotator.engine.coding

private const val BETWEEN = 8 * 1024

/** Undoes [outer], and with what comes out of that [inner]. */
internal class StackedDecoder(
    private val outer: ContentDecoder,
    private val inner: ContentDecoder,
) : ContentDecoder {
    private val between = ByteWindow.empty(BETWEEN)

    override fun decode(
        from: ByteWindow,
        to: ByteWindow,
    ) {
        while (true) {
            inner.decode(between, to)
            if (!to.isEmpty) return
            between.clear()
            outer.decode(from, between)
            if (between.isEmpty) return
        }
    }

    override fun finish() {
        outer.finish()
        inner.finish()
    }

    override fun close() {
        outer.close()
        inner.close()
    }
}
