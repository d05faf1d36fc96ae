package dev.proxyrotator.fetch

import kotlinx.serialization.Serializable
import kotlinx.serialization.SerializationException
import kotlinx.serialization.json.Json
import java.io.IOException
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardOpenOption
import java.nio.file.attribute.FileAttribute
import java.security.MessageDigest

/** What is written down of a part that is kept: what it is a part of. */
internal class PartNote(
    private val path: Path,
    private val permissions: Array<FileAttribute<*>>,
) {
    /** The part is of what [url] named when it had this [validator] and [total] bytes. */
    fun write(
        url: String,
        validator: Validator,
        total: Long?,
    ) {
        delete()
        val text =
            Json.encodeToString(
                Content.serializer(),
                Content(hash(url), validator.field, validator.value, total),
            )
        FileChannel.open(path, setOf(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), *permissions).use {
            it.write(ByteBuffer.wrap(text.encodeToByteArray()))
        }
    }

    /** What the part can be gone on with by, if it is of [url]. */
    fun read(url: String): Content? =
        try {
            Json.decodeFromString(Content.serializer(), Files.readAllBytes(path).decodeToString())
        } catch (_: IOException) {
            null
        } catch (_: SerializationException) {
            null
        }?.takeIf { it.url == hash(url) }

    fun delete() {
        Files.deleteIfExists(path)
    }

    /** There may be secrets in a URL. */
    private fun hash(url: String): String =
        MessageDigest.getInstance("SHA-256").digest(url.encodeToByteArray()).toHexString()

    @Serializable
    class Content(
        val url: String,
        private val name: String,
        private val value: String,
        val total: Long? = null,
    ) {
        val validator: Validator get() = Validator(name, value)
    }
}
