@file:JvmName("ConfigurationFromData")

package dev.proxyrotator

import dev.proxyrotator.configuration.ConfigurationFiles
import dev.proxyrotator.configuration.EnvironmentSettings
import java.io.IOException
import java.nio.file.Files
import java.nio.file.InvalidPathException
import java.nio.file.Path
import java.nio.file.Paths

/**
 * Takes over what [environment], by default that of this process, says. What it does not mention stays as it is, and
 * what is set afterwards wins.
 *
 * | variable | sets |
 * |---|---|
 * | `LOG_LEVEL` | the level of the log: TRACE, DEBUG, INFO, WARN, ERROR or OFF, in any case |
 * | `HTTP_TIMEOUT` | `timeouts { call }` and `fetch { timeout }`, in seconds: greater than 0, whole or decimal |
 * | `MAX_CONCURRENT` | `fetch { maxConcurrent }`: at least 1 |
 * | `MAX_RETRIES` | `retry { maxRetries() }` and `fetch { maxRetries }`: at least 0 |
 * | `BACKOFF_FACTOR` | `retry { backoff }`, its factor: at least 1, whole or decimal |
 *
 * Nothing else is read: a proxy, in particular, never comes from the environment.
 *
 * @param prefix stands before each of these names, such as `PROXY_ROTATOR_`. Default none.
 * @throws IllegalArgumentException when a value is blank or not as above; the message names all that are
 */
public fun ProxyRotatorBuilder.fromEnvironment(
    environment: Map<String, String> = System.getenv(),
    prefix: String = "",
): Unit = applyEnvironment(EnvironmentSettings.read(environment, prefix))

/**
 * Takes over what the JSON document [text] says. What it does not mention stays as it is, and what is set afterwards
 * wins.
 *
 * ```json
 * {
 *   "proxies": ["http://user:password@a.example:8080", {"scheme": "http", "host": "b.example", "weight": 2}],
 *   "strategy": "least-in-flight",
 *   "timeouts": {"connect": "3s", "call": "1m 30s"},
 *   "retry": {"maxRetries": 3, "backoff": {"base": "200ms", "factor": 1.5}},
 *   "limits": {"ratePerHost": {"permits": 10, "per": "1s", "burst": 5}},
 *   "bans": {"rules": [
 *     {"status": {"statuses": [403, 429], "duration": "10m", "scope": "global"}},
 *     {"header": {"name": "Server", "text": "denied"}},
 *     {"body": {"pattern": "unusual\\s+traffic"}},
 *     {"rule": "challenge-page"}
 *   ]},
 *   "tls": {"trust": "authority.pem", "pin": {"api.example": ["sha256/…"]}}
 * }
 * ```
 *
 * - Options have the names of the DSL, and stand in objects as they do there in blocks.
 * - Durations are texts (`"5s"`, `"1m 30s"`, `"PT5S"`, `"Infinity"`) or numbers of seconds. Constants and names are in
 *   lower case: `"migrate-and-forget-cookies"`; versions of TLS are `"1.2"` and `"1.3"`. `null` takes away a limit that
 *   may be absent.
 * - `proxies` are added to those that are there: each a URL, or an object as
 *   [ProxyWithCredentialsSerializer][dev.proxyrotator.proxy.ProxyWithCredentialsSerializer] writes it.
 * - `bans.rules` are added in their order, each an object with one of `status`, `header`, `body`, `redirect`, or `rule`
 *   with `too-many-requests`, `forbidden`, `second-proxy` or `challenge-page`; `"clear": true` takes away those that
 *   were there before.
 * - `retry.budget` is an object or `"unlimited"`.
 * - In `tls`, `trust` is a file or a list of files, `clientCertificate` has the files `certificateChain` and
 *   `privateKey`, `clientCertificatePkcs12` a `file` and a `password`. Relative paths start from the working directory.
 *
 * @throws IllegalArgumentException when the text is malformed, a key is unknown or twice in its object, or a value is
 * wrong. The message names the path of all that is, as `timeouts.connect`, and shows neither proxies nor passwords.
 */
public fun ProxyRotatorBuilder.fromJson(text: String): Unit = applyJson(text, FilesBelow(Paths.get("")))

/**
 * [fromJson] with what is in [path]; relative paths in it start from its own folder. The file is UTF-8.
 *
 * @throws IOException when [path] cannot be read
 * @throws IllegalArgumentException as [fromJson] does; the message names [path] too
 */
@Throws(IOException::class)
public fun ProxyRotatorBuilder.fromJsonFile(path: Path) {
    val text = String(Files.readAllBytes(path), Charsets.UTF_8)
    try {
        applyJson(text.removePrefix("\uFEFF"), FilesBelow(path.toAbsolutePath().parent))
    } catch (error: IllegalArgumentException) {
        throw IllegalArgumentException("$path: ${error.message}", error)
    }
}

private class FilesBelow(
    private val folder: Path,
) : ConfigurationFiles {
    override fun read(path: String): ByteArray =
        try {
            Files.readAllBytes(folder.resolve(path))
        } catch (error: IOException) {
            throw IllegalArgumentException("the file \"$path\" cannot be read: $error", error)
        } catch (error: InvalidPathException) {
            throw IllegalArgumentException("\"$path\" is no path of a file: ${error.reason}", error)
        }
}
