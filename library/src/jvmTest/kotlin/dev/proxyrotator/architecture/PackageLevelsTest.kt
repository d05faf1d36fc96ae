package dev.proxyrotator.architecture

import com.tngtech.archunit.core.domain.JavaClasses
import com.tngtech.archunit.core.importer.ClassFileImporter
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainAll
import java.nio.file.Path

private const val ROOT = "dev.proxyrotator"

/** Which package stands on which level; a package uses only what stands below it. */
private val levels =
    listOf(
        listOf("proxy"),
        listOf("failure"),
        listOf("health", "selection", "retry", "limit", "ban", "session", "engine", "event") +
            listOf("defaults", "redirect", "guard", "source", "configuration"),
        listOf("pool", "anonymity", "checker"),
        listOf("rotation", "fetch"),
    )

class PackageLevelsTest :
    FunSpec({
        val classes: JavaClasses = ClassFileImporter().importPath(Path.of("target/classes"))

        test("packages form no cycle") {
            slices()
                .matching("$ROOT.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes)
        }

        test("a package uses only what stands below it") {
            levels.forEachIndexed { level, packages ->
                val above = levels.drop(level + 1).flatten().map { "$ROOT.$it.." } + ROOT
                noClasses()
                    .that()
                    .resideInAnyPackage(*packages.map { "$ROOT.$it.." }.toTypedArray())
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(*above.toTypedArray())
                    .allowEmptyShould(true)
                    .check(classes)
            }
        }

        test("every package has its level") {
            val known = levels.flatten()
            val packages =
                classes
                    .map {
                        it.packageName
                            .removePrefix(ROOT)
                            .removePrefix(".")
                            .substringBefore('.')
                    }.toSet() - ""
            known shouldContainAll packages
        }
    })
