@file:JvmName("TlsFiles")

package dev.proxyrotator

import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path

/**
 * [TlsBuilder.trust] with the certificates in [file].
 *
 * @throws IOException when [file] cannot be read
 * @throws IllegalArgumentException when it holds no certificate
 */
@Throws(IOException::class)
public fun TlsBuilder.trust(file: Path): Unit = naming(file) { trust(textOf(file)) }

/**
 * [TlsBuilder.clientCertificate] with the chain in [certificateChain] and the key in [privateKey], which may be the same
 * file.
 *
 * @throws IOException when one cannot be read
 * @throws IllegalArgumentException when one is missing or of another form
 */
@Throws(IOException::class)
public fun TlsBuilder.clientCertificate(
    certificateChain: Path,
    privateKey: Path,
): Unit =
    naming("$certificateChain, $privateKey") { clientCertificate(textOf(certificateChain), textOf(privateKey)) }

/**
 * [TlsBuilder.clientCertificatePkcs12] with the store in [file].
 *
 * @throws IOException when [file] cannot be read
 */
@Throws(IOException::class)
public fun TlsBuilder.clientCertificatePkcs12(
    file: Path,
    password: String,
): Unit = clientCertificatePkcs12(Files.readAllBytes(file), password)

// PEM is ASCII; comments around it may be in any encoding, and this one has a character for every byte.
private fun textOf(file: Path) = String(Files.readAllBytes(file), Charsets.ISO_8859_1)

private inline fun naming(
    files: Any,
    block: () -> Unit,
) = try {
    block()
} catch (error: IllegalArgumentException) {
    throw IllegalArgumentException("$files: ${error.message}", error)
}
