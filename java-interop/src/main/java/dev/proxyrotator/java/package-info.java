/**
 * proxy-rotator for Java: an HTTP client that sends every request through a proxy of its pool, and
 * turns to another one when that fails. {@link dev.proxyrotator.java.ProxyRotatorFutures} answers
 * with {@link java.util.concurrent.CompletableFuture}s and {@link
 * java.util.concurrent.Flow.Publisher}s; {@link dev.proxyrotator.java.ProxyRotatorBlocking} is the
 * same for threads that may wait, virtual ones among them.
 *
 * <pre>{@code
 * try (var rotator = ProxyRotatorBlocking.of("http://user:pass@a.example:8080", "b.example:8080")) {
 *   Response page = rotator.get("http://shop.example/", request -> request.query("page", "1"));
 *   System.out.println(page.requireSuccess().bodyString() + " came through " + page.proxy());
 *   List<String> urls = List.of("http://shop.example/a", "http://shop.example/b");
 *   for (BatchResult result : rotator.batchGet(urls, 10)) {
 *     System.out.println(result.url() + ": " + result.response().map(Response::status));
 *   }
 * } catch (ProxyRotatorException failed) {
 *   System.out.println("No proxy could do it: " + failed.getMessage());
 * }
 * }</pre>
 *
 * <p>Where to begin:
 *
 * <table>
 * <caption>What is done with which class</caption>
 * <tr><th>to</th><th>see</th></tr>
 * <tr><td>configure</td><td>{@link dev.proxyrotator.java.RotatorBuilder}</td></tr>
 * <tr><td>add to one request</td><td>{@link dev.proxyrotator.java.Request.Builder}</td></tr>
 * <tr><td>send a body</td><td>{@link dev.proxyrotator.java.Body}</td></tr>
 * <tr><td>read what came</td><td>{@link dev.proxyrotator.java.Response}</td></tr>
 * <tr><td>read and write JSON</td><td>{@link dev.proxyrotator.java.JsonCodec}</td></tr>
 * <tr><td>handle errors</td><td>{@link dev.proxyrotator.java.ProxyRotatorBlocking#get(String)},
 * {@link dev.proxyrotator.java.Failures}</td></tr>
 * <tr><td>choose proxies</td><td>{@link dev.proxyrotator.java.Strategies}</td></tr>
 * </table>
 *
 * <p>Proxies, strategies, statistics and errors are the library's own. No Kotlin type stands in a
 * signature of this package; where a library getter returns a Kotlin duration, {@link
 * dev.proxyrotator.java.Durations} gives it as a {@link java.time.Duration}. Groups of options are
 * configured with the library's own builders, or with classes of the same kind here where the
 * library's have types of Kotlin. No argument may be {@code null}.
 */
package dev.proxyrotator.java;
