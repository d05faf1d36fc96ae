package dev.proxyrotator.session.cookie

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class UsualSuffixesTest :
    FunSpec({
        listOf("com", "uk", "co.uk", "com.au", "ac.jp", "gov.in", "localhost").forEach {
            test("without a list $it counts as a public suffix") { UsualSuffixes.isPublicSuffix(it) shouldBe true }
        }

        listOf("example.com", "shop.co.uk", "t.co", "bbc.uk", "com.example", "co.example").forEach {
            test("without a list $it counts as somebody's own") { UsualSuffixes.isPublicSuffix(it) shouldBe false }
        }
    })
