package dev.proxyrotator.secrecy

import java.io.ByteArrayOutputStream
import java.io.OutputStream
import java.io.PrintStream

private const val LONGEST = 65_536

/** Passes on what is printed to [target], and looks at each line before. */
internal class WatchedOutput(
    private val target: PrintStream,
    private val alarm: CanaryAlarm,
    private val name: String,
) : OutputStream() {
    private val line = ByteArrayOutputStream()

    @Synchronized
    override fun write(byte: Int) {
        line.write(byte)
        if (byte == '\n'.code || line.size() >= LONGEST) flush()
    }

    @Synchronized
    override fun flush() {
        if (line.size() > 0) {
            alarm.look("a line", name, line.toString(Charsets.UTF_8))
            target.write(line.toByteArray(), 0, line.size())
            line.reset()
        }
        target.flush()
    }
}
