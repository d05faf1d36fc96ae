package dev.proxyrotator.docs

import dev.proxyrotator.ProxyRotator
import dev.proxyrotator.failure.AttemptPhase
import dev.proxyrotator.failure.Blame
import dev.proxyrotator.failure.FailureKind
import dev.proxyrotator.failure.ProxyPoolEmptyException
import dev.proxyrotator.failure.ProxyTimeoutException
import dev.proxyrotator.failure.RedirectRefusedException
import dev.proxyrotator.failure.ResponseDecodingException
import dev.proxyrotator.failure.SocksReply
import dev.proxyrotator.java.ProxyRotatorFutures
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainAll
import java.io.File
import java.util.jar.JarFile
import kotlin.reflect.KVisibility

private val page by lazy { Page.of("docs/errors.md") }

private val explained by lazy { page.rows().flatMap { codeSpans(it[0]) }.toSet() }

/** The classes that are beside [type] in a folder or a jar. */
private fun classesBeside(type: Class<*>): List<Class<*>> {
    val place =
        File(
            type.protectionDomain.codeSource.location
                .toURI(),
        )
    val files =
        if (place.isDirectory) {
            place
                .walk()
                .filter { it.isFile }
                .map { it.relativeTo(place).path }
                .toList()
        } else {
            JarFile(place).use { jar ->
                jar
                    .entries()
                    .asSequence()
                    .map { it.name }
                    .toList()
            }
        }
    return files
        .filter { it.endsWith("Exception.class") }
        .map { Class.forName(it.removeSuffix(".class").replace('/', '.'), false, type.classLoader) }
}

private fun entries(vararg enums: List<Enum<*>>) = enums.flatMap { list -> list.map { it.name } }

class ErrorsTest :
    FunSpec({
        test("every public exception is explained") {
            val known = page.blocks.first().text
            val classes = listOf(ProxyRotator::class.java, ProxyRotatorFutures::class.java).flatMap(::classesBeside)
            val public = classes.filter { it.kotlin.visibility == KVisibility.PUBLIC }.map { it.simpleName }
            public shouldContainAll listOf("ProxyPoolEmptyException", "HttpStatusException")
            public.filterNot { it in explained || it in known }.shouldBeEmpty()
        }

        test("every kind of failure, phase, blame and reason is explained") {
            val names =
                entries(FailureKind.entries, AttemptPhase.entries, Blame.entries, SocksReply.entries) +
                    entries(ProxyPoolEmptyException.Reason.entries, ProxyTimeoutException.Phase.entries) +
                    entries(RedirectRefusedException.Reason.entries, ResponseDecodingException.Reason.entries)
            names.filterNot { it in explained }.shouldBeEmpty()
            explained.filter { it.matches(Regex("[A-Z_]+")) && it !in names }.shouldBeEmpty()
        }
    })
