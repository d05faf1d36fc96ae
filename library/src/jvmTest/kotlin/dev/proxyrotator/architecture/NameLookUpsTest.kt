package dev.proxyrotator.architecture

import com.tngtech.archunit.core.domain.JavaClasses
import com.tngtech.archunit.core.importer.ClassFileImporter
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import java.nio.file.Path

/** What asks for the name of an address. */
private val reverse = setOf("getHostName", "getCanonicalHostName", "getLocalHost")

/** What asks for the addresses of a name. */
private val forward = setOf("java.net.InetAddress.getByName", "java.net.InetAddress.getAllByName")

class NameLookUpsTest :
    FunSpec({
        val classes: JavaClasses = ClassFileImporter().importPath(Path.of("target/classes"))
        val calls = classes.flatMap { it.codeUnits }.flatMap { it.callsFromSelf }

        test("A4 nobody asks for the name of an address") {
            calls
                .filter { it.target.owner.packageName == "java.net" && it.target.name in reverse }
                .shouldBeEmpty()
        }

        test("A11 an address is never made of a name by the way") {
            calls
                .filter { it.target.owner.name == "java.net.InetSocketAddress" && it.target.name == "<init>" }
                .filter { call -> call.target.rawParameterTypes.any { it.name == "java.lang.String" } }
                .shouldBeEmpty()
        }

        test("A11 java.net.URL, which compares by what its names resolve to, is not used") {
            classes
                .flatMap { it.directDependenciesFromSelf }
                .filter { it.targetClass.name == "java.net.URL" }
                .shouldBeEmpty()
        }

        test("A3 there is one place that asks for the addresses of a name") {
            calls
                .filter { it.target.owner.name + "." + it.target.name in forward }
                .map { it.originOwner.name }
                .toSet() shouldBe setOf("dev.proxyrotator.engine.net.SystemNameResolver")
        }
    })
