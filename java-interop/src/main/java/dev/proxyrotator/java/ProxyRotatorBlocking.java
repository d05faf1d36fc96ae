package dev.proxyrotator.java;

import dev.proxyrotator.fetch.DownloadProgress;
import dev.proxyrotator.fetch.DownloadResult;
import dev.proxyrotator.fetch.FetchOutcome;
import dev.proxyrotator.fetch.FetchRequest;
import dev.proxyrotator.fetch.FetchResponse;
import dev.proxyrotator.fetch.FetchResult;
import dev.proxyrotator.fetch.FetchStats;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * {@link ProxyRotatorFutures} for threads that may wait: the same names, and the values instead of
 * futures.
 *
 * <p>What a future fails with is thrown here as it is, so that {@code catch
 * (ProxyPoolEmptyException e)} works; the library's errors are {@link IOException}s. Interrupting a
 * waiting thread cancels its request. A virtual thread (JDK 21 and later) that waits leaves its
 * carrier to others: a thousand calls need no more than one. Safe to use from any thread but those
 * of the rotator itself, where waiting may starve what is waited for.
 */
public final class ProxyRotatorBlocking extends PoolBlocking implements AutoCloseable {
  ProxyRotatorBlocking(ProxyRotatorFutures futures) {
    super(futures);
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
   * @throws dev.proxyrotator.failure.TooManyRedirectsException when there were more redirects than
   *     are followed
   * @throws dev.proxyrotator.failure.RedirectRefusedException when one leads to where no request
   *     goes
   * @throws dev.proxyrotator.failure.TargetRefusedException when the target guard does not allow
   *     the target
   * @throws dev.proxyrotator.failure.ResponseDecodingException when the body cannot be decompressed
   * @throws HttpStatusException when the status is not 2xx and {@link RotatorBuilder#expectSuccess}
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

  /** Sends a GET as {@link #fetch(FetchRequest)} does, as {@link FetchOptions} say. */
  public FetchResponse fetch(String url) throws IOException, InterruptedException {
    return Waiting.on(futures.fetch(url));
  }

  /**
   * Sends {@code request}, which {@link FetchRequests} makes, and returns what came back, with its
   * body as text. 5xx and {@link RotatorBuilder#retryStatuses} are tried again first, if the method
   * is idempotent.
   *
   * @throws IOException as {@link #get(String)} does
   * @throws HttpStatusException when the status is not 2xx
   * @throws InterruptedException when this thread was interrupted; the request is cancelled
   */
  public FetchResponse fetch(FetchRequest request) throws IOException, InterruptedException {
    return Waiting.on(futures.fetch(request));
  }

  /**
   * Sends all of {@code requests} as {@link #fetch(FetchRequest)} does, as many at once as {@link
   * FetchOptions} say, and returns what became of each, in their order, duplicates included.
   *
   * @throws InterruptedException when this thread was interrupted; all requests are cancelled
   */
  public FetchResult fetchAll(List<FetchRequest> requests) throws InterruptedException {
    return Waiting.onUnchecked(futures.fetchAll(requests));
  }

  /** The same, at most {@code maxConcurrent} at once. */
  public FetchResult fetchAll(List<FetchRequest> requests, int maxConcurrent)
      throws InterruptedException {
    return Waiting.onUnchecked(futures.fetchAll(requests, maxConcurrent));
  }

  /**
   * Sends a GET for each of {@code urls} as {@link #fetchAll(List)} does, and returns what became
   * of each, in their order; one that is there twice is fetched once.
   */
  public Map<String, FetchOutcome> fetchUrls(List<String> urls) throws InterruptedException {
    return Waiting.onUnchecked(futures.fetchUrls(urls));
  }

  /** The same, at most {@code maxConcurrent} at once. */
  public Map<String, FetchOutcome> fetchUrls(List<String> urls, int maxConcurrent)
      throws InterruptedException {
    return Waiting.onUnchecked(futures.fetchUrls(urls, maxConcurrent));
  }

  /** See {@link #fetchAsCompleted(Iterable, int)}; as many at once as {@link FetchOptions} say. */
  public Stream<FetchOutcome> fetchAsCompleted(Iterable<FetchRequest> requests) {
    return BatchIterator.stream(futures.fetchAsCompleted(requests));
  }

  /**
   * Sends {@code requests} as {@link #fetch(FetchRequest)} does, at most {@code maxConcurrent} at
   * once, and hands out what becomes of each as soon as it is known. To be closed as {@link
   * #batchGetAsCompleted(Iterable, int, Consumer)} is.
   *
   * @throws IllegalArgumentException when {@code maxConcurrent} is below 1
   */
  public Stream<FetchOutcome> fetchAsCompleted(Iterable<FetchRequest> requests, int maxConcurrent) {
    return BatchIterator.stream(futures.fetchAsCompleted(requests, maxConcurrent));
  }

  /** All that was fetched so far in numbers. */
  public FetchStats getFetchStats() {
    return futures.getFetchStats();
  }

  /** Downloads to a file; see {@link #downloadTo(String, Path, Consumer)}. */
  public DownloadResult downloadTo(String url, Path path) throws IOException, InterruptedException {
    return Waiting.on(futures.downloadTo(url, path));
  }

  /**
   * Downloads what {@code url} names to the file {@code path}; see {@link
   * ProxyRotatorFutures#downloadTo(String, Path, Consumer)}.
   *
   * @throws IOException as {@link #get(String)} does, and what the file system throws
   * @throws HttpStatusException when the status is not 2xx
   * @throws InterruptedException when this thread was interrupted; the download is cancelled
   */
  public DownloadResult downloadTo(String url, Path path, Consumer<DownloadOptions> configure)
      throws IOException, InterruptedException {
    return Waiting.on(futures.downloadTo(url, path, configure));
  }

  /** The progress of a download; see {@link #download(String, Path, Consumer)}. */
  public Stream<DownloadProgress> download(String url, Path path) {
    return BatchIterator.stream(futures.download(url, path));
  }

  /**
   * Downloads as {@link #downloadTo(String, Path, Consumer)} does and hands out how far it has
   * come; the last element has the result. Close the stream unless it is read to its end: that ends
   * the download. What it fails with is thrown in an {@link java.io.UncheckedIOException}.
   */
  public Stream<DownloadProgress> download(
      String url, Path path, Consumer<DownloadOptions> configure) {
    return BatchIterator.stream(futures.download(url, path, configure));
  }

  /**
   * Runs {@code code} and reports how long it took, to the listeners and the log, however it ends:
   * {@code rotator.timed("Total", total -> …)}. What {@code code} measures by the block it gets is
   * a part of it, {@code name/part}.
   *
   * @throws E what {@code code} throws
   * @throws IllegalArgumentException when {@code name} is blank or not one line
   */
  public <T, E extends Exception> T timed(String name, TimedCode<T, E> code) throws E {
    return new Timing(futures.bridge).timed(name, code);
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
