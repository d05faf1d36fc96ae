package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.source.RefreshPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CancellationTest {
  private static final String URL = "http://origin.test/";

  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore gone = new Semaphore(0);
  private FakeProxy proxy;
  private ProxyRotatorFutures rotator;
  @TempDir private Path folder;

  /** A method that sends requests, as far as a future or publisher of it can be cancelled. */
  private record Call<T>(String name, Function<CancellationTest, T> begin) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Call<CompletableFuture<?>>> futures() {
    return Stream.of(
        future("get", it -> it.rotator.get(URL)),
        future("post", it -> it.rotator.post(URL, r -> r.body(Body.text("a")))),
        future("put", it -> it.rotator.put(URL)),
        future("patch", it -> it.rotator.patch(URL)),
        future("delete", it -> it.rotator.delete(URL)),
        future("head", it -> it.rotator.head(URL)),
        future("options", it -> it.rotator.options(URL)),
        future("request", it -> it.rotator.request("PURGE", URL, r -> {})),
        future("send", it -> it.rotator.send(Request.builder("GET", URL).build())),
        future("batchGet", it -> it.rotator.batchGet(List.of(URL, URL), 1)),
        future("fetch", it -> it.rotator.fetch(URL)),
        future("fetchAll", it -> it.rotator.fetchAll(List.of(FetchRequests.of(URL)))),
        future("fetchUrls", it -> it.rotator.fetchUrls(List.of(URL))),
        future("downloadTo", it -> it.rotator.downloadTo(URL, it.folder.resolve("file"))),
        future("refresh", it -> it.rotator.refresh(it.rotator.proxySource("http://list.example/"))),
        future(
            "refreshEvery",
            it ->
                it.rotator.refreshEvery(
                    it.rotator.proxySource("http://list.example/"),
                    Duration.ofHours(1),
                    new RefreshPolicy(),
                    result -> {})),
        future("checkAnonymity", it -> it.rotator.checkAnonymity("http://echo.example/")),
        future("timedAsync", it -> it.rotator.timedAsync("block", block -> it.rotator.get(URL))));
  }

  static Stream<Call<Flow.Publisher<?>>> publishers() {
    return Stream.of(
        publisher("streamGet", it -> it.rotator.streamGet(URL)),
        publisher("batchGetAsCompleted", it -> it.rotator.batchGetAsCompleted(List.of(URL), 1)),
        publisher(
            "fetchAsCompleted", it -> it.rotator.fetchAsCompleted(List.of(FetchRequests.of(URL)))),
        publisher("download", it -> it.rotator.download(URL, it.folder.resolve("file"))));
  }

  @BeforeEach
  void open() throws Exception {
    proxy =
        FakeProxy.running(
            exchange -> {
              if (exchange.target().endsWith("/answered")) {
                exchange.respond(200, "");
                return;
              }
              arrived.release();
              exchange.awaitClientGone();
              gone.release();
            });
    rotator = ProxyRotatorFutures.builder().proxy(proxy.url()).maxConnectionsPerProxy(1).build();
  }

  @AfterEach
  void close() throws Exception {
    rotator.close();
    proxy.close();
  }

  @ParameterizedTest(name = "S0-1 cancelling {0} closes its connection and frees its proxy")
  @MethodSource("futures")
  void cancelFuture(Call<CompletableFuture<?>> call) throws Exception {
    CompletableFuture<?> future = call.begin().apply(this);
    arrived.acquire();
    assertTrue(future.cancel(true));
    assertAllIsFree();
  }

  @ParameterizedTest(name = "S0-25 cancelling {0} closes its connection and frees its proxy")
  @MethodSource("publishers")
  void cancelPublisher(Call<Flow.Publisher<?>> call) throws Exception {
    CompletableFuture<Flow.Subscription> subscription = subscribe(call.begin().apply(this));
    arrived.acquire();
    subscription.join().cancel();
    assertAllIsFree();
  }

  @Test
  @DisplayName("S0-1 a future that waits for its turn is cancelled without having been sent")
  void cancelWaiting() throws Exception {
    CompletableFuture<Response> first = rotator.get(URL);
    arrived.acquire();
    CompletableFuture<Response> waiting = rotator.get(URL + "waiting");
    assertTrue(waiting.cancel(true));
    first.cancel(true);
    assertAllIsFree();
    assertTrue(proxy.seen().stream().noneMatch(it -> it.target().endsWith("waiting")));
  }

  @Test
  @DisplayName("S0-1 every method that answers later is among those that are cancelled here")
  void everyMethod() {
    Set<String> later =
        Arrays.stream(ProxyRotatorFutures.class.getMethods())
            .filter(
                it ->
                    Set.of(CompletableFuture.class, Flow.Publisher.class)
                        .contains(it.getReturnType()))
            .map(it -> it.getName())
            .collect(Collectors.toCollection(TreeSet::new));
    Stream.concat(futures(), publishers()).map(Call::name).forEach(later::remove);
    // These send nothing and are done at once, or are heard until they are cancelled.
    assertEquals(
        Set.of("addProxy", "removeProxy", "clearUnhealthyProxies", "closeAsync", "events"), later);
  }

  private void assertAllIsFree() throws Exception {
    gone.acquire();
    assertEquals(200, rotator.get(URL + "answered").get().status());
    assertEquals(0, rotator.pool().statistics().get(0).getInFlight());
  }

  private static <T> CompletableFuture<Flow.Subscription> subscribe(Flow.Publisher<T> publisher) {
    CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
    publisher.subscribe(
        new Flow.Subscriber<T>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
            subscribed.complete(subscription);
          }

          @Override
          public void onNext(T item) {
            subscribed.join().request(1);
          }

          @Override
          public void onError(Throwable error) {}

          @Override
          public void onComplete() {}
        });
    return subscribed;
  }

  private static Call<CompletableFuture<?>> future(
      String name, Function<CancellationTest, CompletableFuture<?>> begin) {
    return new Call<>(name, begin);
  }

  private static Call<Flow.Publisher<?>> publisher(
      String name, Function<CancellationTest, Flow.Publisher<?>> begin) {
    return new Call<>(name, begin);
  }
}
