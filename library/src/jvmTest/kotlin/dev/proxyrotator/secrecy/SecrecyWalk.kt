package dev.proxyrotator.secrecy

import kotlinx.coroutines.flow.SharedFlow
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.serializerOrNull
import java.lang.reflect.Method
import java.nio.file.Files
import java.nio.file.Path
import java.util.Collections
import java.util.IdentityHashMap

private const val DEEPEST = 16

/** What is there to hand out a secret to whoever asks for it by this name. */
private val meantTo =
    setOf(
        "ProxyCredentials.getUsername",
        "ProxyCredentials.getPassword",
        "ProxySession.getHeaders",
        "SessionCookie.getValue",
        "FetchRequest.getHeaders",
        "FetchRequest.getUrl",
        "FetchResponse.getBody",
        "FetchResponse.getHeaders",
        "Gateway.getConnectHeaders",
    )

/** The public classes and their public getters without a parameter, from the dump of the public API. */
private val getters: Map<String, Set<String>> by lazy {
    val found = HashMap<String, MutableSet<String>>()
    var current = ""
    Files.readAllLines(Path.of("api/library.api")).forEach { line ->
        Regex("class (dev/proxyrotator/[\\w/$]+)|interface (dev/proxyrotator/[\\w/$]+)").find(line)?.let { match ->
            current = (match.groups[1] ?: match.groups[2])!!.value.replace('/', '.')
            found[current] = HashSet()
        }
        Regex("fun ((?:get|is)[\\w-]*) \\(\\)").find(line)?.let { found.getValue(current).add(it.groupValues[1]) }
    }
    found
}

/**
 * Goes through all that a caller gets from a value by public getters, as far as that leads, and shows every text on the
 * way to [alarm]: `toString`, strings, JSON, stack traces with their causes.
 */
internal class SecrecyWalk(
    private val alarm: CanaryAlarm,
) {
    private val seen = Collections.newSetFromMap(IdentityHashMap<Any, Boolean>())
    private val names = HashSet<String>()

    /** The public classes that were met. */
    val reached: Set<String> get() = names

    fun through(vararg values: Any?) = values.forEach { visit(it, "what was handed in", 0) }

    private fun visit(
        value: Any?,
        where: String,
        depth: Int,
    ) {
        if (value == null || depth > DEEPEST || !seen.add(value)) return
        val next = depth + 1
        when (value) {
            is String -> alarm.look("a text", where, value)
            is Iterable<*> -> value.forEach { visit(it, where, next) }
            is Map<*, *> -> value.forEach { (key, element) -> listOf(key, element).forEach { visit(it, where, next) } }
            is Throwable -> error(value, where)
            is SharedFlow<*> -> value.replayCache.forEach { visit(it, where, next) }
        }
        val public = publicTypes(value.javaClass)
        if (public.isEmpty()) return
        alarm.look("toString", value.javaClass.simpleName, value.toString())
        json(value)
        public.forEach { type -> type.publicGetters().forEach { (name, getter) -> visit(value, getter, name, next) } }
    }

    private fun visit(
        owner: Any,
        getter: Method,
        name: String,
        depth: Int,
    ) {
        if (name in meantTo) return
        getter.isAccessible = true
        val result = runCatching { getter.invoke(owner) }
        visit(result.getOrElse { it.cause }, name, depth)
    }

    private fun error(
        error: Throwable,
        where: String,
    ) {
        alarm.look("a stack trace", where, error.stackTraceToString())
        (error.suppressed.toList() + error.cause).forEach { visit(it, where, 0) }
    }

    private fun json(value: Any) {
        val name = value.javaClass.simpleName
        val serializer = serializerOrNull(value.javaClass) ?: return
        val json = Json.encodeToJsonElement(serializer, value)
        alarm.look("JSON", name, (if (json is JsonObject) JsonObject(json - saidByOthers(name)) else json).toString())
    }

    /** What is asked for, and what was answered, as it is. */
    private fun saidByOthers(type: String): Set<String> =
        when (type) {
            "FetchRequest" -> setOf("url", "headers")
            "FetchResponse" -> setOf("body", "headers")
            else -> emptySet()
        }

    private fun publicTypes(type: Class<*>): List<Class<*>> {
        val all = generateSequence<Class<*>>(type) { it.superclass }.flatMap { listOf(it) + it.interfaces }
        return all.filter { it.name in getters }.toList().onEach { names.add(it.name.substringAfterLast('.')) }
    }

    private fun Class<*>.publicGetters(): Map<String, Method> =
        declaredMethods
            .filter { it.name in getters.getValue(name) && it.parameterCount == 0 && !it.isSynthetic }
            .associateBy { "$simpleName.${it.name.substringBefore('-')}" }
}
