package dev.proxyrotator.architecture

import com.tngtech.archunit.core.domain.JavaClasses
import com.tngtech.archunit.core.importer.ClassFileImporter
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.nio.file.Path

/** What tells the time of day. */
private val wallClocks =
    setOf(
        "io.ktor.util.date.DateJvmKt.GMTDate",
        "io.ktor.util.date.DateJvmKt.GMTDate\$default",
        "io.ktor.util.date.DateKt.getTimeMillis",
        "io.ktor.util.date.DateJvmKt.getTimeMillis",
        "java.lang.System.currentTimeMillis",
        "java.time.Instant.now",
        "java.time.Clock.systemUTC",
        "java.time.Clock.systemDefaultZone",
        "kotlin.time.Clock\$System.now",
        "java.util.Date.<init>",
        "java.util.Calendar.getInstance",
    )

/** Who may ask, and what for. */
private val allowed =
    mapOf(
        "dev.proxyrotator.Rotation" to "cookies that expire, and how long a saved session was away",
        "dev.proxyrotator.rotation.Repetition" to "Retry-After as a date",
        "dev.proxyrotator.rotation.ResponseJudge" to "Retry-After as a date",
        "dev.proxyrotator.engine.net.RequestTimes" to "what a response says of when it was asked for",
    )

class WallClockTest :
    FunSpec({
        val classes: JavaClasses = ClassFileImporter().importPath(Path.of("target/classes"))

        test("J1 nothing but Retry-After dates, cookies and what is told to the caller knows the time of day") {
            val asking =
                classes
                    .flatMap { it.codeUnits }
                    .flatMap { it.callsFromSelf }
                    .filter { call -> call.target.owner.name + "." + call.target.name in wallClocks }
                    // A parsed date is made by the same function, and that has an argument.
                    .map { it.originOwner.name.substringBefore('$') }
                    .toSet()
            asking shouldBe allowed.keys
        }
    })
