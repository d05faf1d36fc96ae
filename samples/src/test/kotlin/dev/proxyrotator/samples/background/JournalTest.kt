package dev.proxyrotator.samples.background

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path

class JournalTest :
    FunSpec({
        val folder = tempdir().toPath()
        val texts = listOf("first", "the second, with a checksum of its own", "dritte: für größer", "")

        fun newFile(
            content: ByteArray =
                ByteArray(
                    0,
                ),
        ): Path = Files.write(Files.createTempFile(folder, "j", ""), content)

        fun linesOf(file: Path): List<String> = Journal.open(file).use { it.lines }

        fun written(): ByteArray {
            val file = newFile()
            Journal.open(file).use { journal -> texts.forEach(journal::append) }
            return Files.readAllBytes(file)
        }

        /** How many lines are complete within the first [length] bytes. */
        fun completeIn(
            content: ByteArray,
            length: Int,
        ) = content.take(length).count { it == '\n'.code.toByte() }

        test("what was appended is there when the journal is opened again") {
            val file = folder.resolve("new")
            Journal.open(file).use { journal -> texts.forEach(journal::append) }
            linesOf(file) shouldContainExactly texts
        }

        test("cut at any byte, every whole line is there, the torn one is not, and the next one follows") {
            val content = written()
            for (length in 0..content.size) {
                withClue("cut after $length bytes") {
                    val file = newFile(content.copyOf(length))
                    val expected = texts.take(completeIn(content, length))
                    Journal.open(file).use { journal ->
                        journal.lines shouldContainExactly expected
                        journal.append("next")
                    }
                    linesOf(file) shouldContainExactly expected + "next"
                }
            }
        }

        test("a byte that is another one is noticed: in the last line as a torn one, before that as an error") {
            val content = written()
            val lastLine = content.dropLast(1).lastIndexOf('\n'.code.toByte()) + 1
            // Without its line feed a line is one with the next.
            for (index in content.indices.filter { content[it] != '\n'.code.toByte() }) {
                val damaged = content.copyOf().also { it[index] = (it[index] + 1).toByte() }
                val file = newFile(damaged)
                withClue("byte $index") {
                    if (index >= lastLine) {
                        linesOf(file) shouldContainExactly texts.dropLast(1)
                    } else {
                        shouldThrow<IOException> { linesOf(file) }
                    }
                }
            }
        }

        test("a file of zeros, as a power cut may leave behind a longer one, holds nothing") {
            linesOf(newFile(ByteArray(4096))).shouldBeEmpty()
        }

        test("one process at a time has the journal, and the next one once it is closed") {
            val file = newFile()
            Journal.open(file).use {
                shouldThrow<IOException> { Journal.open(file) }
            }
            linesOf(file).shouldBeEmpty()
        }

        test("a line break is refused") {
            Journal.open(newFile()).use { journal ->
                shouldThrow<IllegalArgumentException> { journal.append("two\nlines") }
                journal.append("one")
            }
        }

        test("what an append that failed has left is not in the way of the next one") {
            val file = newFile()
            Journal.open(file).use { journal ->
                journal.append("first")
                Files.write(file, Files.readAllBytes(file) + "0000 a long line that was not finish".toByteArray())
                journal.append("2")
            }
            linesOf(file) shouldBe listOf("first", "2")
        }
    })
