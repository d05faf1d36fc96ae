package dev.proxyrotator.samples.background

import dev.proxyrotator.samples.background.demo.KillAndResume
import dev.proxyrotator.samples.background.demo.KillPoint
import dev.proxyrotator.samples.background.demo.SwitchedDevice
import dev.proxyrotator.samples.background.demo.itemOf
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldMatch

class KillAndResumeTest :
    FunSpec({
        test("killed after a completion and twice in one body, it fetches everything, and nothing recorded twice") {
            val told = ArrayList<String>()
            val sizes = listOf(100_000, 100_000, 100_000, 1_000_000, 100_000, 100_000)
            val points = listOf(KillPoint(1), KillPoint(3, 400_000), KillPoint(3, 700_000))
            val report = KillAndResume(tempdir().toPath(), sizes, told::add).run(points)
            report.isComplete shouldBe true
            report.askedAgain.shouldBeEmpty()
            report.kills.map { it.recorded.size } shouldContainExactly listOf(1, 3, 3)
            val ranges = report.requests.filter { it.path == "/file-4" }.map { it.header("Range") }
            ranges.takeLast(2) shouldContainExactly listOf("bytes=400000-", "bytes=700000-")
            report.requests.filter { it.path == "/file-1" }.size shouldBe 1
            report.table()[3] shouldContain "complete in process 4"
            told.last() shouldContain "6 of 6 done, 1500 kB"
        }

        test("a URL has the same name in every run, and nothing of its query is in it") {
            val item = itemOf("http://target.example/a/Great%20File.html?token=secret")
            item.name shouldBe itemOf(item.url).name
            item.name shouldMatch Regex("great20filehtml-[0-9a-f]{12}")
            itemOf("http://target.example").name shouldMatch Regex("body-[0-9a-f]{12}")
        }

        test("lines switch what the device has, and other lines do not") {
            val device = SwitchedDevice(setOf(Condition.NETWORK))
            listOf("charging on", "network off", "charging", "weather on", "charging maybe", "").forEach(device::switch)
            device.conditions.value shouldBe setOf(Condition.CHARGING)
        }
    })
