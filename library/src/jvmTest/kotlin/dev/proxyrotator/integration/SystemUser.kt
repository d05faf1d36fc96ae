package dev.proxyrotator.integration

import dev.proxyrotator.testkit.Canary
import kotlin.io.path.Path
import kotlin.io.path.readLines

/** The user that `install` adds, for a server that has the system look at passwords. Nobody can log in as it. */
internal object SystemUser {
    const val NAME = "proxy-rotator-test"

    /** New for each run. */
    val password: String = Canary.PLAIN_PASSWORD

    /** Whether it is there and can be given a password. */
    val isUsable: Boolean
        get() =
            System.getProperty("user.name") == "root" &&
                Path("/etc/passwd").readLines().any { it.startsWith("$NAME:") }

    fun setPassword() {
        val process = ProcessBuilder("chpasswd").redirectErrorStream(true).start()
        process.outputStream.use { it.write("$NAME:$password\n".toByteArray()) }
        val said = process.inputStream.readBytes().decodeToString()
        check(process.waitFor() == 0) { "chpasswd: $said" }
    }
}
