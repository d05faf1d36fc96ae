package dev.proxyrotator.samples

import io.kotest.core.spec.style.FunSpec
import io.kotest.inspectors.forAll
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import java.nio.file.Path
import kotlin.io.path.extension
import kotlin.io.path.toPath
import kotlin.io.path.walk
import io.kotest.matchers.string.shouldContain as shouldContainText

class RunSampleTest :
    FunSpec({
        /** What has a main, as a class file of this module or of Java's compiler, but the launcher. */
        fun classesWithMain(): List<String> {
            val root: Path =
                Sample::class.java.protectionDomain.codeSource.location
                    .toURI()
                    .toPath()
            return root
                .walk()
                .filter { it.extension == "class" }
                .map { root.relativize(it).joinToString(".").removeSuffix(".class") }
                .filter { name ->
                    Class.forName(name).methods.any { it.name == "main" && it.declaringClass.name == name }
                }.filter { it != "dev.proxyrotator.samples.RunSampleKt" }
                .toList()
        }

        test("every main is a sample that has a name, and every sample has a main") {
            samples.values.map { it.className } shouldContainExactlyInAnyOrder classesWithMain()
        }

        test("who asks for a sample that is none is told which there are") {
            val text = unknownSample("Quickstart")
            text shouldContainText "There is no sample Quickstart"
            samples.keys.forAll { text shouldContainText it }
        }

        test("a sample that throws has failed, one that comes through has not") {
            printedBy("QuickStart")
            run(Sample("BrokenSample", "", within = "broken"), emptyList()) shouldBe 1
        }
    })
