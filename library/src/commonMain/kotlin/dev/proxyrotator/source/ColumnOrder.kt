package dev.proxyrotator.source

import dev.proxyrotator.proxy.ProxyForm
import dev.proxyrotator.proxy.ProxyForm.HOST_PORT_AT_USER_PASSWORD
import dev.proxyrotator.proxy.ProxyForm.HOST_PORT_USER_PASSWORD
import dev.proxyrotator.proxy.ProxyForm.USER_PASSWORD_AT_HOST_PORT
import dev.proxyrotator.proxy.ProxyForm.USER_PASSWORD_HOST_PORT
import dev.proxyrotator.proxy.ProxyValidationException
import dev.proxyrotator.proxy.fittingForms

/**
 * Which way round the lines of one list have the address and the credentials. The separators alone do not tell: a line
 * that fits both ways is read as those are that fit only one.
 */
internal class ColumnOrder {
    /** The first line that fits no other form. */
    private val seen = HashMap<ProxyForm, Int>()

    fun learn(
        line: Int,
        text: String,
    ) {
        val form = formsOf(text).singleOrNull() ?: return
        if (form in OPPOSITES && form !in seen) seen[form] = line
    }

    /**
     * The form of a line that the line alone does not tell, or null.
     *
     * @throws ProxyValidationException if the lines of the list disagree.
     */
    fun formOf(
        line: Int,
        text: String,
    ): ProxyForm? {
        if (seen.isEmpty()) return null
        val forms = formsOf(text)
        forms.forEach { form ->
            val other = OPPOSITES[form]?.let { opposite -> seen[opposite]?.let { opposite to it } }
            if (form in seen && other != null) failDisagreeing(line, form, other.first, other.second)
        }
        return if (forms.size > 1) forms.singleOrNull { it in seen } else null
    }

    private fun failDisagreeing(
        line: Int,
        form: ProxyForm,
        opposite: ProxyForm,
        oppositeLine: Int,
    ): Nothing {
        val other = if (line == oppositeLine) seen.getValue(form) else oppositeLine
        throw ProxyValidationException(
            "the lines of the list disagree, this one and line $other, on whether they are ${form.layout} or " +
                "${opposite.layout}: pass form = ProxyForm.${form.name} or ProxyForm.${opposite.name}",
        )
    }

    private fun formsOf(text: String): List<ProxyForm> =
        if (text.length > Findings.MAX_TEXT || "://" in text) emptyList() else fittingForms(text)

    private companion object {
        val OPPOSITES =
            mapOf(
                HOST_PORT_USER_PASSWORD to USER_PASSWORD_HOST_PORT,
                USER_PASSWORD_HOST_PORT to HOST_PORT_USER_PASSWORD,
                USER_PASSWORD_AT_HOST_PORT to HOST_PORT_AT_USER_PASSWORD,
                HOST_PORT_AT_USER_PASSWORD to USER_PASSWORD_AT_HOST_PORT,
            )
    }
}
