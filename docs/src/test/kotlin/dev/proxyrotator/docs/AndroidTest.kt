package dev.proxyrotator.docs

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

class AndroidTest :
    FunSpec({
        test("the page names every class that may use what Android 8 lacks") {
            val marked =
                Page.root
                    .resolve("library/src/jvmMain")
                    .walk()
                    .filter { file -> file.isFile && file.readLines().any { it.trim() == "@NewerThanAndroid26" } }
                    .map { it.nameWithoutExtension }
                    .toList()
            marked shouldBe listOf("TlsContexts")
            marked.forEach { Page.of("docs/android.md").file.readText() shouldContain "`$it`" }
        }

        test("the versions of the page are those of the build") {
            Page.root.resolve("pom.xml").readText().let {
                it shouldContain "<jvm.target>11</jvm.target>"
                it shouldContain "gummy-bears-api-26"
            }
            Page.root.resolve("java-interop/pom.xml").readText() shouldContain "<jvm.target>17</jvm.target>"
        }
    })
