package dev.proxyrotator.java;

import dev.proxyrotator.event.RotationEvent;
import dev.proxyrotator.fetch.DownloadProgress;
import dev.proxyrotator.fetch.DownloadResult;
import dev.proxyrotator.fetch.FetchOutcome;
import dev.proxyrotator.fetch.FetchRequest;
import dev.proxyrotator.fetch.FetchResponse;
import dev.proxyrotator.fetch.FetchResult;
import dev.proxyrotator.fetch.FetchStats;
import dev.proxyrotator.proxy.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An HTTP client that sends every request through a proxy of its pool, chosen by a strategy, and
 * turns to another proxy when one fails. Nothing is ever sent without a proxy. No method blocks;
 * {@link ProxyRotatorBlocking} is its twin that does.
 *
 * <p><b>Errors</b> come by the future, and are those of {@link ProxyRotatorBlocking#get(String)};
 * dependent stages see them inside a {@link java.util.concurrent.CompletionException}, which {@link
 * Failures#unwrap} takes off. An error status is a response, not an error; see {@link
 * Response#requireSuccess()}. Only what a request's {@code Consumer} throws is thrown at once.
 *
 * <p><b>Threads.</b> Safe to use from any thread; one instance serves a whole application. Futures
 * complete, and publishers signal, on the {@linkplain RotatorBuilder#executor executor}, by default
 * a pool of as many daemon threads as there are processors: a callback must not block there.
 *
 * <p><b>Cancelling</b> a future that a method returned, or completing it in any other way such as
 * {@link CompletableFuture#orTimeout}, ends its request: the connection is closed and the proxy
 * free for others. Cancelling a dependent stage does not reach it.
 */
public final class ProxyRotatorFutures extends PoolFutures implements AutoCloseable {
  private static final int DEFAULT_CHUNK_SIZE = 8192;
  private static final int DEFAULT_MAX_CONCURRENT = 10;
  private static final Consumer<Request.Builder> AS_IT_IS = request -> {};

  private final FetchBridge fetches;

  ProxyRotatorFutures(CoroutineBridge bridge) {
    super(bridge);
    fetches = new FetchBridge(bridge);
  }

  /** Configures a rotator; every value has a default. */
  public static RotatorBuilder<ProxyRotatorFutures> builder() {
    return new RotatorBuilder<>(ProxyRotatorFutures::new);
  }

  /**
   * A rotator over {@code proxies}, URLs or lines as {@link Proxy#parse} reads them, with
   * everything else by default.
   *
   * @throws dev.proxyrotator.proxy.ProxyValidationException when one is not a valid proxy
   */
  public static ProxyRotatorFutures of(String... proxies) {
    return builder().proxies(proxies).build();
  }

  /** Sends a GET through a proxy; the future has the response with its body in memory. */
  public CompletableFuture<Response> get(String url) {
    return request("GET", url, AS_IT_IS);
  }

  /** Sends a GET that {@code configure} adds to; see {@link #get(String)}. */
  public CompletableFuture<Response> get(String url, Consumer<Request.Builder> configure) {
    return request("GET", url, configure);
  }

  /** Sends a POST without a body; like {@link #post(String, Consumer)}. */
  public CompletableFuture<Response> post(String url) {
    return request("POST", url, AS_IT_IS);
  }

  /**
   * Sends a POST; it is sent a second time only when the first provably did not reach the target.
   */
  public CompletableFuture<Response> post(String url, Consumer<Request.Builder> configure) {
    return request("POST", url, configure);
  }

  /** Sends a PUT without a body; like {@link #get(String)}. */
  public CompletableFuture<Response> put(String url) {
    return request("PUT", url, AS_IT_IS);
  }

  /** Sends a PUT; like {@link #get(String, Consumer)}. */
  public CompletableFuture<Response> put(String url, Consumer<Request.Builder> configure) {
    return request("PUT", url, configure);
  }

  /** Sends a PATCH without a body; like {@link #post(String, Consumer)}. */
  public CompletableFuture<Response> patch(String url) {
    return request("PATCH", url, AS_IT_IS);
  }

  /** Sends a PATCH; like {@link #post(String, Consumer)}. */
  public CompletableFuture<Response> patch(String url, Consumer<Request.Builder> configure) {
    return request("PATCH", url, configure);
  }

  /** Sends a DELETE; like {@link #get(String)}. */
  public CompletableFuture<Response> delete(String url) {
    return request("DELETE", url, AS_IT_IS);
  }

  /** Sends a DELETE; like {@link #get(String, Consumer)}. */
  public CompletableFuture<Response> delete(String url, Consumer<Request.Builder> configure) {
    return request("DELETE", url, configure);
  }

  /** Sends a HEAD; like {@link #get(String)}. */
  public CompletableFuture<Response> head(String url) {
    return request("HEAD", url, AS_IT_IS);
  }

  /** Sends a HEAD; like {@link #get(String, Consumer)}. */
  public CompletableFuture<Response> head(String url, Consumer<Request.Builder> configure) {
    return request("HEAD", url, configure);
  }

  /** Sends an OPTIONS; like {@link #get(String)}. */
  public CompletableFuture<Response> options(String url) {
    return request("OPTIONS", url, AS_IT_IS);
  }

  /** Sends an OPTIONS; like {@link #get(String, Consumer)}. */
  public CompletableFuture<Response> options(String url, Consumer<Request.Builder> configure) {
    return request("OPTIONS", url, configure);
  }

  /** Sends a request with any {@code method}, {@code "PATCH"} or one of your own. */
  public CompletableFuture<Response> request(
      String method, String url, Consumer<Request.Builder> configure) {
    return send(Request.of(bridge.getCodec(), method, url, configure));
  }

  /** Sends {@code request}, which may be sent again and by several threads. */
  public CompletableFuture<Response> send(Request request) {
    return bridge.send(Objects.requireNonNull(request, "request"));
  }

  /** Sends a GET for each of {@code urls}, at most 10 at once; see {@link #batchGet(List, int)}. */
  public CompletableFuture<List<BatchResult>> batchGet(List<String> urls) {
    return batchGet(urls, DEFAULT_MAX_CONCURRENT);
  }

  /**
   * Sends a GET for each of {@code urls}, at most {@code maxConcurrent} at once. The future has one
   * result for each, in their order, duplicates included, and never fails because of one.
   * Cancelling it cancels all. With {@code maxConcurrent} below 1 it fails with an {@link
   * IllegalArgumentException}.
   */
  public CompletableFuture<List<BatchResult>> batchGet(List<String> urls, int maxConcurrent) {
    return batchGet(urls, maxConcurrent, AS_IT_IS);
  }

  /**
   * The same with {@code configure} called for each request, on the rotator's threads and by
   * several at once. What it throws is the error of that item.
   */
  public CompletableFuture<List<BatchResult>> batchGet(
      List<String> urls, int maxConcurrent, Consumer<Request.Builder> configure) {
    return bridge.batchGet(
        List.copyOf(urls), maxConcurrent, Objects.requireNonNull(configure, "configure"));
  }

  /**
   * Sends a GET for each of {@code urls}, at most 10 at once; see {@link
   * #batchGetAsCompleted(Iterable, int, Consumer)}.
   */
  public Flow.Publisher<BatchResult> batchGetAsCompleted(Iterable<String> urls) {
    return batchGetAsCompleted(urls, DEFAULT_MAX_CONCURRENT, AS_IT_IS);
  }

  /** The same, at most {@code maxConcurrent} at once. */
  public Flow.Publisher<BatchResult> batchGetAsCompleted(Iterable<String> urls, int maxConcurrent) {
    return batchGetAsCompleted(urls, maxConcurrent, AS_IT_IS);
  }

  /**
   * Sends a GET for each of {@code urls}, at most {@code maxConcurrent} at once, and publishes each
   * result as soon as it is there, with the place its URL has in the input. A failed one never
   * disturbs another. Each subscription is a batch of its own, which begins with its first demand;
   * cancelling it cancels all. URLs are taken on the rotator's threads as there is room for them,
   * so that a million of them, made one by one, take no more memory than a few responses. {@code
   * configure} is called for each request, by several threads at once; what it throws is the error
   * of that item.
   *
   * @throws IllegalArgumentException when {@code maxConcurrent} is below 1
   */
  public Flow.Publisher<BatchResult> batchGetAsCompleted(
      Iterable<String> urls, int maxConcurrent, Consumer<Request.Builder> configure) {
    return bridge.batchGetAsCompleted(
        Objects.requireNonNull(urls, "urls"),
        maxConcurrent,
        Objects.requireNonNull(configure, "configure"));
  }

  /**
   * The body of a GET in chunks of at most 8,192 bytes; see {@link #streamGet(String, int,
   * Consumer)}.
   */
  public Flow.Publisher<ByteBuffer> streamGet(String url) {
    return streamGet(url, DEFAULT_CHUNK_SIZE, AS_IT_IS);
  }

  /** The same with a request that {@code configure} adds to. */
  public Flow.Publisher<ByteBuffer> streamGet(String url, Consumer<Request.Builder> configure) {
    return streamGet(url, DEFAULT_CHUNK_SIZE, configure);
  }

  /**
   * The body of a GET in chunks of at most {@code chunkSize} bytes, each a buffer of its own. Each
   * subscription is a request of its own, sent with its first demand; nothing is read ahead of the
   * demand but a bounded buffer, and cancelling the subscription closes the connection. Attempts
   * are repeated until the head of a response is there, not after. A body with an error status is
   * published like any other. {@code onError} has what the futures fail with, and {@link
   * dev.proxyrotator.failure.StreamInterruptedException} when the body breaks off.
   *
   * @throws IllegalArgumentException when {@code chunkSize} is below 1
   */
  public Flow.Publisher<ByteBuffer> streamGet(
      String url, int chunkSize, Consumer<Request.Builder> configure) {
    return bridge.streamGet(chunkSize, Request.of(bridge.getCodec(), "GET", url, configure));
  }

  /** Sends a GET as {@link #fetch(FetchRequest)} does, as {@link FetchOptions} say. */
  public CompletableFuture<FetchResponse> fetch(String url) {
    return fetches.fetch(url);
  }

  /**
   * Sends {@code request}, which {@link FetchRequests} makes; the future has the response with its
   * body as text. A status that is not 2xx is an {@link HttpStatusException}. 5xx and {@link
   * RotatorBuilder#retryStatuses} are tried again first, if the method is idempotent.
   */
  public CompletableFuture<FetchResponse> fetch(FetchRequest request) {
    return fetches.fetch(request);
  }

  /**
   * Sends all of {@code requests} as {@link #fetch(FetchRequest)} does, as many at once as {@link
   * FetchOptions} say. The future has what became of each, in their order, duplicates included, and
   * never fails because of one. Cancelling it cancels all. For an error status its cause is an
   * exception of Ktor's; {@link FetchOutcome#getStatusCode} has the number.
   */
  public CompletableFuture<FetchResult> fetchAll(List<FetchRequest> requests) {
    return fetches.fetchAll(List.copyOf(requests));
  }

  /** The same, at most {@code maxConcurrent} at once. */
  public CompletableFuture<FetchResult> fetchAll(List<FetchRequest> requests, int maxConcurrent) {
    return fetches.fetchAll(List.copyOf(requests), maxConcurrent);
  }

  /**
   * Sends a GET for each of {@code urls} as {@link #fetchAll(List)} does. The future has what
   * became of each, in their order; one that is there twice is fetched once.
   */
  public CompletableFuture<Map<String, FetchOutcome>> fetchUrls(List<String> urls) {
    return fetches.fetchUrls(List.copyOf(urls));
  }

  /** The same, at most {@code maxConcurrent} at once. */
  public CompletableFuture<Map<String, FetchOutcome>> fetchUrls(
      List<String> urls, int maxConcurrent) {
    return fetches.fetchUrls(List.copyOf(urls), maxConcurrent);
  }

  /**
   * Sends {@code requests} as {@link #fetch(FetchRequest)} does, as many at once as {@link
   * FetchOptions} say; see {@link #fetchAsCompleted(Iterable, int)}.
   */
  public Flow.Publisher<FetchOutcome> fetchAsCompleted(Iterable<FetchRequest> requests) {
    return fetches.fetchAsCompleted(requests);
  }

  /**
   * Sends {@code requests} as {@link #fetch(FetchRequest)} does, at most {@code maxConcurrent} at
   * once, and publishes what becomes of each as soon as it is known. Lazy on both sides, as {@link
   * #batchGetAsCompleted(Iterable, int, Consumer)} is.
   *
   * @throws IllegalArgumentException when {@code maxConcurrent} is below 1
   */
  public Flow.Publisher<FetchOutcome> fetchAsCompleted(
      Iterable<FetchRequest> requests, int maxConcurrent) {
    return fetches.fetchAsCompleted(requests, maxConcurrent);
  }

  /** All that was fetched so far in numbers. */
  public FetchStats getFetchStats() {
    return fetches.stats();
  }

  /** Downloads to a file; see {@link #downloadTo(String, Path, Consumer)}. */
  public CompletableFuture<DownloadResult> downloadTo(String url, Path path) {
    return downloadTo(url, path, options -> {});
  }

  /**
   * Downloads what {@code url} names to the file {@code path}, in constant memory. A body that
   * breaks off is gone on with from where it is, through another proxy if there is one. The file is
   * put in its place when it is complete; when the download fails or is cancelled nothing is left
   * of it, unless {@code configure} says so. Fails as {@link #get(String)} does, with what the file
   * system throws, with an {@link HttpStatusException}, and with a {@link
   * dev.proxyrotator.fetch.DownloadException} when the length or the checksum is wrong.
   */
  public CompletableFuture<DownloadResult> downloadTo(
      String url, Path path, Consumer<DownloadOptions> configure) {
    return fetches.downloadTo(url, path, configure);
  }

  /** The progress of a download; see {@link #download(String, Path, Consumer)}. */
  public Flow.Publisher<DownloadProgress> download(String url, Path path) {
    return download(url, path, options -> {});
  }

  /**
   * Downloads as {@link #downloadTo(String, Path, Consumer)} does and publishes how far it has
   * come; the last item has the result. Each subscription is a download of its own, which begins
   * with its first demand; cancelling it ends the download. A subscriber that takes its time misses
   * what was in between.
   */
  public Flow.Publisher<DownloadProgress> download(
      String url, Path path, Consumer<DownloadOptions> configure) {
    return fetches.download(url, path, configure);
  }

  /**
   * Calls {@code code} in this thread and reports how long it took until its future completed, to
   * {@link #events()}, the listeners and the log. What {@code code} measures by the block it gets
   * is a part of it, {@code name/part}. Cancelling the returned future cancels that of {@code
   * code}.
   */
  public <T> CompletableFuture<T> timedAsync(
      String name, Function<? super TimedBlock, ? extends CompletionStage<T>> code) {
    return new Timing(bridge).timedAsync(name, code);
  }

  /**
   * What happens, as it happens: calls and attempts that end, proxies that change. Each subscriber
   * hears what comes after its first demand. It never slows a request down: of what it has not
   * asked for the latest 1,024 events are kept, and older ones are dropped.
   */
  public Flow.Publisher<RotationEvent> events() {
    return bridge.events();
  }

  /** The same rotator for threads that may wait; closing either closes both. */
  public ProxyRotatorBlocking blocking() {
    return new ProxyRotatorBlocking(this);
  }

  /**
   * Ends every request under way and closes every connection. Idempotent and immediate; {@link
   * #closeAsync()} also tells when all is done. Requests made afterwards, and those under way, fail
   * with an {@link IllegalStateException}.
   */
  @Override
  public void close() {
    bridge.getRotator().close();
  }

  /** Closes like {@link #close()}; the future completes when the last connection is closed. */
  public CompletableFuture<Void> closeAsync() {
    return bridge.closeAsync();
  }
}
