/**
 * proxy-rotator for Java: {@link dev.proxyrotator.java.ProxyRotatorFutures} answers with {@link
 * java.util.concurrent.CompletableFuture}s and {@link java.util.concurrent.Flow.Publisher}s, {@link
 * dev.proxyrotator.java.ProxyRotatorBlocking} is the same for threads that may wait.
 *
 * <p>Proxies, strategies, statistics and errors are the library's own. No Kotlin type stands in a
 * signature of this package; where a library getter returns a Kotlin duration, {@link
 * dev.proxyrotator.java.Durations} gives it as a {@link java.time.Duration}. Groups of options are
 * configured with the library's own builders, or with classes of the same kind here where the
 * library's have types of Kotlin. No argument may be {@code null}.
 */
package dev.proxyrotator.java;
