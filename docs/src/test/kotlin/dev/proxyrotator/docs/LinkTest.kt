package dev.proxyrotator.docs

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainAll
import io.kotest.matchers.shouldBe
import java.net.URI

private val link = Regex("""\[[^\]]*]\(([^)\s]+)\)""")

/** `module.md` is Dokka's, which checks its links itself. */
private val pages get() = Page.all.filterNot { it.path == "docs/module.md" }

private class Link(
    val page: Page,
    val line: Int,
    val target: String,
) {
    override fun toString() = "${page.path}:$line: $target"

    fun isDead(): Boolean {
        if ("://" in
            target
        ) {
            return runCatching { URI(target).host != null && target.startsWith("https://") } !=
                Result.success(true)
        }
        val path = target.substringBefore('#')
        val file =
            if (path.isEmpty()) {
                page.file
            } else {
                page.file.parentFile
                    .resolve(path)
                    .canonicalFile
            }
        if (!file.exists()) return true
        val anchor = target.substringAfter('#', "")
        return anchor.isNotEmpty() && anchor !in Page(file).anchors
    }
}

class LinkTest :
    FunSpec({
        // A link may be broken over two lines.
        fun links(page: Page): List<Link> {
            val text = page.prose.joinToString("\n") { it.value }
            return link
                .findAll(text)
                .map { found ->
                    val line = page.prose[text.substring(0, found.range.first).count { it == '\n' }].index
                    Link(page, line, found.groupValues[1])
                }.toList()
        }

        test("no link of a page is dead, nor its anchor") {
            pages
                .flatMap(::links)
                .filter { it.isDead() }
                .map { "$it" }
                .shouldBeEmpty()
        }

        test("every page of docs is linked from its index") {
            val index = links(Page.of("docs/README.md")).map { it.target.substringBefore('#') }
            val guides = pages.map { it.path }.filter { it.startsWith("docs/") && it != "docs/README.md" }
            index shouldContainAll guides.map { it.removePrefix("docs/") }
        }

        test("a dead link is found") {
            val page = Page.of("README.md")
            listOf("docs/nothing.md", "#nothing", "docs/health.md#nothing", "http://insecure.example/")
                .filterNot { Link(page, 1, it).isDead() }
                .shouldBeEmpty()
            Link(page, 1, "docs/health.md#limits-and-rates").isDead() shouldBe false
        }
    })
