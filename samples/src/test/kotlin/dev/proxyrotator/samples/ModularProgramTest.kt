package dev.proxyrotator.samples

import dev.proxyrotator.testkit.ProxyFarm
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import java.io.File
import java.util.jar.JarFile
import javax.tools.ToolProvider

class ModularProgramTest :
    FunSpec({
        val path = System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
        val jars = path.split(File.pathSeparator).map(::File).filter { it.isFile && it.name.matches(ofTheProduct) }
        val names = jars.filter { "proxy-rotator" in it.name }.mapNotNull(::moduleName)
        val isPackaged = names.isNotEmpty()

        // Before the phase `package` they are folders, which have no manifest.
        test("S0-42 the modules have the names that a module descriptor requires").config(enabled = isPackaged) {
            names.sorted() shouldBe listOf("dev.proxyrotator", "dev.proxyrotator.java", "dev.proxyrotator.testkit")
        }

        test("S0-42 a modular Java program compiles and runs").config(enabled = isPackaged) {
            val sources = tempdir()
            val classes = tempdir()
            sources.resolve("module-info.java").writeText("module shop { requires dev.proxyrotator.java; }")
            sources.resolve("Shop.java").writeText(
                """
                package shop;
                import dev.proxyrotator.java.ProxyRotatorBlocking;
                public class Shop {
                  public static void main(String[] urls) throws Exception {
                    try (var rotator = ProxyRotatorBlocking.of(urls[0])) {
                      System.out.print(rotator.get(urls[1]).bodyString() + " in " + Shop.class.getModule().getName());
                    }
                  }
                }
                """.trimIndent(),
            )
            val modules = jars.joinToString(File.pathSeparator)
            val files = sources.listFiles()!!.map { it.path }
            val options = listOf("-d", classes.path, "--module-path", modules, "-proc:none")
            ToolProvider.getSystemJavaCompiler().run(null, null, null, *(options + files).toTypedArray()) shouldBe 0
            ProxyFarm().use { farm ->
                val java = File(System.getProperty("java.home"), "bin/java").path
                val modulePath = modules + File.pathSeparator + classes
                val program =
                    ProcessBuilder(java, "-p", modulePath, "--add-modules", "ALL-MODULE-PATH", "-m", "shop/shop.Shop")
                        .apply { command().addAll(listOf(farm[0].url, farm.url("/"))) }
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                program.inputStream.reader().readText() shouldBe "hello in shop"
            }
        }
    })

/** What the Java module brings with it; of the rest some cannot be found together on a module path. */
private val ofTheProduct =
    Regex(
        "(proxy-rotator|kotlin-stdlib|kotlinx|ktor|slf4j-api|annotations|reactive-streams)(?!.*(-tests|-debug|-test-)).*[.]jar",
    )

private fun moduleName(jar: File) = JarFile(jar).use { it.manifest.mainAttributes.getValue("Automatic-Module-Name") }
