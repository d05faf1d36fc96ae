package dev.proxyrotator.java;

import dev.proxyrotator.pool.PoolStats;
import dev.proxyrotator.pool.RemoveMode;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.proxy.ProxyId;
import dev.proxyrotator.selection.RotationStrategy;
import dev.proxyrotator.session.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * {@link ProxyRotatorFutures} for threads that may wait: the same names, and the values instead of
 * futures.
 *
 * <p>What a future fails with is thrown here as it is, so that {@code catch
 * (ProxyPoolEmptyException e)} works; the library's errors are {@link IOException}s. Interrupting a
 * waiting thread cancels its request. Safe to use from any thread but those of the rotator itself,
 * where waiting may starve what is waited for.
 */
public final class ProxyRotatorBlocking implements AutoCloseable {
  private final ProxyRotatorFutures futures;

  ProxyRotatorBlocking(ProxyRotatorFutures futures) {
    this.futures = futures;
  }

  /** Configures a rotator; every value has a default. */
  public static RotatorBuilder<ProxyRotatorBlocking> builder() {
    return new RotatorBuilder<>(bridge -> new ProxyRotatorFutures(bridge).blocking());
  }

  /**
   * A rotator over {@code proxies} with everything else by default; see {@link
   * ProxyRotatorFutures#of}.
   */
  public static ProxyRotatorBlocking of(String... proxies) {
    return builder().proxies(proxies).build();
  }

  /**
   * Sends a GET through a proxy and returns the response with its body in memory.
   *
   * @throws dev.proxyrotator.failure.ProxyPoolEmptyException when no proxy is available; nothing
   *     was sent
   * @throws dev.proxyrotator.failure.ProxyConnectionException when all attempts failed
   * @throws dev.proxyrotator.failure.ProxyAuthenticationException when every proxy tried refused
   *     its credentials
   * @throws dev.proxyrotator.failure.ProxyTimeoutException when the call took longer than its limit
   * @throws dev.proxyrotator.failure.ProxySessionLostException when the proxy of its session is
   *     lost and the session must not go on through another one
   * @throws dev.proxyrotator.failure.ResponseTooLargeException when the body is larger than may be
   *     held in memory
   * @throws IllegalArgumentException when the request cannot be sent, because of its URL for
   *     example
   * @throws InterruptedException when this thread was interrupted; the request is cancelled
   * @throws IllegalStateException after {@link #close()}
   */
  public Response get(String url) throws IOException, InterruptedException {
    return Waiting.on(futures.get(url));
  }

  /** Sends a GET that {@code configure} adds to; see {@link #get(String)}. */
  public Response get(String url, Consumer<Request.Builder> configure)
      throws IOException, InterruptedException {
    return Waiting.on(futures.get(url, configure));
  }

  /** Sends a POST without a body; like {@link #post(String, Consumer)}. */
  public Response post(String url) throws IOException, InterruptedException {
    return Waiting.on(futures.post(url));
  }

  /**
   * Sends a POST; it is sent a second time only when the first provably did not reach the target.
   */
  public Response post(String url, Consumer<Request.Builder> configure)
      throws IOException, InterruptedException {
    return Waiting.on(futures.post(url, configure));
  }

  /** Sends a PUT without a body; like {@link #get(String)}. */
  public Response put(String url) throws IOException, InterruptedException {
    return Waiting.on(futures.put(url));
  }

  /** Sends a PUT; like {@link #get(String, Consumer)}. */
  public Response put(String url, Consumer<Request.Builder> configure)
      throws IOException, InterruptedException {
    return Waiting.on(futures.put(url, configure));
  }

  /** Sends a PATCH without a body; like {@link #post(String, Consumer)}. */
  public Response patch(String url) throws IOException, InterruptedException {
    return Waiting.on(futures.patch(url));
  }

  /** Sends a PATCH; like {@link #post(String, Consumer)}. */
  public Response patch(String url, Consumer<Request.Builder> configure)
      throws IOException, InterruptedException {
    return Waiting.on(futures.patch(url, configure));
  }

  /** Sends a DELETE; like {@link #get(String)}. */
  public Response delete(String url) throws IOException, InterruptedException {
    return Waiting.on(futures.delete(url));
  }

  /** Sends a DELETE; like {@link #get(String, Consumer)}. */
  public Response delete(String url, Consumer<Request.Builder> configure)
      throws IOException, InterruptedException {
    return Waiting.on(futures.delete(url, configure));
  }

  /** Sends a HEAD; like {@link #get(String)}. */
  public Response head(String url) throws IOException, InterruptedException {
    return Waiting.on(futures.head(url));
  }

  /** Sends a HEAD; like {@link #get(String, Consumer)}. */
  public Response head(String url, Consumer<Request.Builder> configure)
      throws IOException, InterruptedException {
    return Waiting.on(futures.head(url, configure));
  }

  /** Sends an OPTIONS; like {@link #get(String)}. */
  public Response options(String url) throws IOException, InterruptedException {
    return Waiting.on(futures.options(url));
  }

  /** Sends an OPTIONS; like {@link #get(String, Consumer)}. */
  public Response options(String url, Consumer<Request.Builder> configure)
      throws IOException, InterruptedException {
    return Waiting.on(futures.options(url, configure));
  }

  /**
   * Sends a request with any {@code method}, {@code "PATCH"} or one of your own; see {@link
   * #get(String)}.
   */
  public Response request(String method, String url, Consumer<Request.Builder> configure)
      throws IOException, InterruptedException {
    return Waiting.on(futures.request(method, url, configure));
  }

  /**
   * Sends {@code request}, which may be sent again and by several threads; see {@link
   * #get(String)}.
   */
  public Response send(Request request) throws IOException, InterruptedException {
    return Waiting.on(futures.send(request));
  }

  /** Sends a GET for each of {@code urls}, at most 10 at once; see {@link #batchGet(List, int)}. */
  public List<BatchResult> batchGet(List<String> urls) throws InterruptedException {
    return Waiting.onUnchecked(futures.batchGet(urls));
  }

  /**
   * Sends a GET for each of {@code urls}, at most {@code maxConcurrent} at once, and returns one
   * result for each, in their order, duplicates included. A failed one is a result like any other.
   *
   * @throws InterruptedException when this thread was interrupted; all requests are cancelled
   * @throws IllegalArgumentException when {@code maxConcurrent} is below 1
   */
  public List<BatchResult> batchGet(List<String> urls, int maxConcurrent)
      throws InterruptedException {
    return Waiting.onUnchecked(futures.batchGet(urls, maxConcurrent));
  }

  /** The same with {@code configure} called for each request, on the rotator's threads. */
  public List<BatchResult> batchGet(
      List<String> urls, int maxConcurrent, Consumer<Request.Builder> configure)
      throws InterruptedException {
    return Waiting.onUnchecked(futures.batchGet(urls, maxConcurrent, configure));
  }

  /**
   * Sends a GET for each of {@code urls}, at most 10 at once; see {@link
   * #batchGetAsCompleted(Iterable, int, Consumer)}.
   */
  public Stream<BatchResult> batchGetAsCompleted(Iterable<String> urls) {
    return BatchIterator.stream(futures.batchGetAsCompleted(urls));
  }

  /** The same, at most {@code maxConcurrent} at once. */
  public Stream<BatchResult> batchGetAsCompleted(Iterable<String> urls, int maxConcurrent) {
    return BatchIterator.stream(futures.batchGetAsCompleted(urls, maxConcurrent));
  }

  /**
   * Sends a GET for each of {@code urls}, at most {@code maxConcurrent} at once, and hands out each
   * result as soon as it is there, with the place its URL has in the input. Nothing is sent before
   * the first result is asked for, and no more than a few responses are held. Close the stream
   * unless it is read to its end: that ends what is under way. A reading thread that is interrupted
   * gets an {@link java.io.UncheckedIOException} and ends the batch.
   *
   * @throws IllegalArgumentException when {@code maxConcurrent} is below 1
   */
  public Stream<BatchResult> batchGetAsCompleted(
      Iterable<String> urls, int maxConcurrent, Consumer<Request.Builder> configure) {
    return BatchIterator.stream(futures.batchGetAsCompleted(urls, maxConcurrent, configure));
  }

  /** The body of a GET, read as it arrives; see {@link #streamGet(String, int, Consumer)}. */
  public InputStream streamGet(String url) throws IOException, InterruptedException {
    return ChunkInputStream.open(futures.streamGet(url));
  }

  /** The same with a request that {@code configure} adds to. */
  public InputStream streamGet(String url, Consumer<Request.Builder> configure)
      throws IOException, InterruptedException {
    return ChunkInputStream.open(futures.streamGet(url, configure));
  }

  /**
   * The body of a GET, read as it arrives; two chunks of at most {@code chunkSize} bytes (8,192 by
   * default) and a bounded buffer are held in memory. Returns when the first bytes are there. Close
   * the stream, even at its end: that ends the request. Reading throws {@link
   * dev.proxyrotator.failure.StreamInterruptedException} when the body breaks off and {@link
   * java.io.InterruptedIOException}, which ends the request, when the thread is interrupted.
   *
   * @throws IOException as {@link #get(String)} does
   * @throws InterruptedException when this thread was interrupted; the request is cancelled
   */
  public InputStream streamGet(String url, int chunkSize, Consumer<Request.Builder> configure)
      throws IOException, InterruptedException {
    return ChunkInputStream.open(futures.streamGet(url, chunkSize, configure));
  }

  /**
   * Adds a proxy, a URL or line as {@link Proxy#parse} reads it. One that is there already keeps
   * its numbers and takes over weight, tags, country and cost.
   *
   * @throws dev.proxyrotator.proxy.ProxyValidationException when it is not a valid proxy
   * @throws IllegalStateException when the pool is full
   */
  public ProxyId addProxy(String proxy) {
    return Waiting.briefly(futures.addProxy(proxy));
  }

  /** Adds a proxy; see {@link #addProxy(String)}. */
  public ProxyId addProxy(Proxy proxy) {
    return Waiting.briefly(futures.addProxy(proxy));
  }

  /**
   * Removes a proxy and lets its requests finish; see {@link #removeProxy(ProxyId, RemoveMode)}.
   */
  public void removeProxy(ProxyId id) {
    Waiting.briefly(futures.removeProxy(id));
  }

  /**
   * Removes a proxy; {@code mode} says what becomes of requests going through it.
   *
   * @throws java.util.NoSuchElementException when it is not in the pool
   */
  public void removeProxy(ProxyId id, RemoveMode mode) {
    Waiting.briefly(futures.removeProxy(id, mode));
  }

  /** Removes the proxy written like this, credentials included, and lets its requests finish. */
  public void removeProxy(String proxy) {
    Waiting.briefly(futures.removeProxy(proxy));
  }

  /**
   * Removes the proxy written like this, credentials included; see {@link #removeProxy(ProxyId,
   * RemoveMode)}.
   */
  public void removeProxy(String proxy, RemoveMode mode) {
    Waiting.briefly(futures.removeProxy(proxy, mode));
  }

  /** The pool in numbers. */
  public PoolStats getPoolStats() {
    return futures.getPoolStats();
  }

  /**
   * Removes every proxy that is cooling down, being probed, in quarantine, banned altogether, or
   * refused its credentials; returns how many.
   */
  public int clearUnhealthyProxies() {
    return Waiting.briefly(futures.clearUnhealthyProxies());
  }

  /**
   * Puts a proxy back in rotation as if nothing had ever spoken against it: ends cool-down, bans
   * and quarantine, and forgets that its credentials were refused.
   *
   * @throws java.util.NoSuchElementException when it is not in the pool
   */
  public void reinstate(ProxyId id) {
    futures.reinstate(id);
  }

  /** The proxies this rotator chooses from. */
  public ProxyPoolView pool() {
    return futures.pool();
  }

  /** The sessions: keys tied to one proxy, with cookies and headers of their own. */
  public Sessions sessions() {
    return futures.sessions();
  }

  /** What this rotator was configured with. */
  public RotatorConfig config() {
    return futures.config();
  }

  /** How the next proxy is chosen. */
  public RotationStrategy strategy() {
    return futures.strategy();
  }

  /** Sets the strategy by its name, from the next request on. */
  public void setStrategy(String name) {
    futures.setStrategy(name);
  }

  /** Sets the strategy, from the next request on. */
  public void setStrategy(RotationStrategy strategy) {
    futures.setStrategy(strategy);
  }

  /** The same rotator for threads that must not wait; closing either closes both. */
  public ProxyRotatorFutures futures() {
    return futures;
  }

  /**
   * Ends every request under way and closes every connection. Idempotent and immediate. Requests
   * made afterwards, and those other threads wait for, fail with an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    futures.close();
  }
}
