package dev.proxyrotator.architecture

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import org.jetbrains.kotlin.abi.tools.AbiFilters
import org.jetbrains.kotlin.abi.tools.AbiTools
import java.io.File

/** Holds the public JVM API to `api/library.api`. Run with `-Dapi.update=true` to write the file anew. */
class ApiDumpTest :
    FunSpec({
        test("the public API is what api/library.api says") {
            val classes = File("target/classes").walk().filter { it.extension == "class" }
            val actual =
                buildString { AbiTools.getInstance().printJvmDump(this, classes.sorted().toList(), AbiFilters.EMPTY) }
            val file = File("api/library.api")
            if (System.getProperty("api.update").toBoolean()) file.writeText(actual)
            actual shouldBe file.readText()
        }
    })
