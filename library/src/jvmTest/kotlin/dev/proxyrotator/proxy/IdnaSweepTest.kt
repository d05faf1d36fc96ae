package dev.proxyrotator.proxy

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import java.net.IDN
import java.text.Normalizer
import java.util.Locale

/** Compares our strict subset with the JDK's IDNA 2003 over the whole basic plane. */
class IdnaSweepTest :
    FunSpec({
        val beyondAscii = ('\u0080'..'\uffff').toList()

        test("every character taken gives the A-label the JDK gives, and is its own NFKC form in lower case") {
            var taken = 0
            beyondAscii.forEach { char ->
                val lower = char.toString().lowercase(Locale.ROOT)
                listOf("$char", "a${char}b").forEach { label ->
                    val ours = toALabel(label).valueOrNull ?: return@forEach
                    taken++
                    if (ours != IDN.toASCII(label, IDN.ALLOW_UNASSIGNED) || nfkc(lower) != lower) {
                        withClue("U+%04X in $label".format(char.code)) {
                            ours shouldBe IDN.toASCII(label, IDN.ALLOW_UNASSIGNED)
                            nfkc(lower) shouldBe lower
                        }
                    }
                }
            }
            taken shouldBeGreaterThan 80_000
        }

        test("no character taken is the second half of a composition") {
            val secondHalves =
                beyondAscii.flatMapTo(HashSet()) { Normalizer.normalize("$it", Normalizer.Form.NFD).drop(1).toList() }
            secondHalves.filter { toALabel("$it").valueOrNull != null } shouldBe emptyList()
        }

        test("marks, jamo, joiners, deviation and compatibility characters are not taken") {
            "\u00df\u1e9e\u03c2\u200c\u200d\u0301\u1100\u1161\u11a8\uff11\u0660\u212a\u0130\ufb01\u3002\ud800\udc00"
                .filter { toALabel("$it").valueOrNull != null } shouldBe ""
        }

        test("pairs of letters across scripts give the JDK's A-label") {
            val letters =
                "éßüøżčďđıåæœþłğşαωйяёжабաբגדهوကခกขあアー々漢字한글ქართ".filter {
                    toALabel(
                        "$it",
                    ).valueOrNull != null
                }
            for (first in letters) {
                for (second in letters) {
                    val label = "$first-$second"
                    toALabel(label).valueOrNull?.let { it shouldBe IDN.toASCII(label, IDN.ALLOW_UNASSIGNED) }
                }
            }
        }
    })

private fun nfkc(text: String): String = Normalizer.normalize(text, Normalizer.Form.NFKC)
