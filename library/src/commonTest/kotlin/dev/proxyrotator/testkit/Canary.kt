package dev.proxyrotator.testkit

import kotlin.random.Random

private const val LENGTH = 20
private const val LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"

/**
 * The user name and the password that tests give to proxies and targets wherever it does not matter which: new in every
 * JVM, and found by a [CanaryWatch] wherever they get out. Both change when they are percent-encoded.
 */
object Canary {
    private val userMark = mark()
    private val passwordMark = mark()

    /** Fit for every scheme, with no colon. */
    val USERNAME: String = "canary user-$userMark"

    val PASSWORD: String = "ca/n%a@r:y+$passwordMark"

    /** One word each, for those who take no more than letters, digits and hyphens. */
    val PLAIN_USERNAME: String = "user-$userMark"
    val PLAIN_PASSWORD: String = "pass-$passwordMark"

    /** One word, for a bearer or a session. */
    val TOKEN: String = "token-$passwordMark"

    /** Both as they stand before the `@` of a URL. */
    val USER_INFO: String = "${percentEncoded(USERNAME)}:${percentEncoded(PASSWORD)}"

    /** Finds either, whole or by its mark alone. */
    val watch: CanaryWatch = CanaryWatch(mapOf("user name" to userMark, "password" to passwordMark))

    /** Letters and digits that nobody guesses. */
    internal fun mark(): String = List(LENGTH) { LETTERS_AND_DIGITS.random(Random) }.joinToString("")

    private fun percentEncoded(text: String) =
        text.encodeToByteArray().joinToString("") { byte ->
            val char = byte.toInt().toChar()
            if (char in LETTERS_AND_DIGITS || char == '-') "$char" else "%" + hexadecimal(byteArrayOf(byte)).uppercase()
        }
}
