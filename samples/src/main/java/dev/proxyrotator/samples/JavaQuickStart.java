package dev.proxyrotator.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.proxyrotator.failure.ProxyConnectionException;
import dev.proxyrotator.failure.ProxyPoolEmptyException;
import dev.proxyrotator.java.BatchResult;
import dev.proxyrotator.java.Failures;
import dev.proxyrotator.java.HttpStatusException;
import dev.proxyrotator.java.ProxyRotatorBlocking;
import dev.proxyrotator.java.ProxyRotatorFutures;
import dev.proxyrotator.java.Response;
import dev.proxyrotator.proxy.Proxy;
import dev.proxyrotator.testkit.OriginAnswer;
import dev.proxyrotator.testkit.ProxyBehaviour;
import dev.proxyrotator.testkit.ProxyFarm;
import dev.proxyrotator.testkit.ReceivedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * proxy-rotator from Java, one thing after the other: a request, its errors, many requests, a
 * stream, JSON, and the same without waiting. {@code mvn -q -Pdemo -Dsample=JavaQuickStart} runs it
 * over two proxies of its own on this machine, of which the first is broken.
 */
public final class JavaQuickStart {
  /** What the shop sends and takes as JSON. */
  public record Price(String item, int cents) {}

  private final String shop;
  private final Consumer<String> out;

  /** Over the {@code shop} at this URL, telling {@code out} what comes of it. */
  JavaQuickStart(String shop, Consumer<String> out) {
    this.shop = shop;
    this.out = out;
  }

  public static void main(String[] arguments) throws Exception {
    // The test kit's farm stands in for proxies and shop; with your own, begin at run().
    List<ProxyBehaviour> proxies =
        List.of(ProxyBehaviour.Refuse.INSTANCE, ProxyBehaviour.Good.INSTANCE);
    try (var farm = new ProxyFarm(proxies, JavaQuickStart::answer)) {
      new JavaQuickStart(farm.url(""), System.out::println).run(farm.getProxies());
    }
    System.exit(0);
  }

  void run(List<Proxy> proxies) throws IOException, InterruptedException {
    // One rotator serves a whole program: it keeps connections, and remembers which proxies work.
    try (var rotator =
        ProxyRotatorFutures.builder()
            .proxies(proxies)
            .timeout(Duration.ofSeconds(30))
            .json(new JacksonCodec())
            .build()) {
      // Futures and a blocking view are two sides of it. Threads that may wait take the latter.
      ProxyRotatorBlocking blocking = rotator.blocking();
      get(blocking);
      errors(blocking);
      batch(blocking);
      stream(blocking);
      json(blocking);
      futures(rotator);
      out.accept("In all: " + rotator.getPoolStats());
    }
  }

  private void get(ProxyRotatorBlocking rotator) throws IOException, InterruptedException {
    Response page = rotator.get(shop + "/", request -> request.query("page", "1"));
    // The first proxy refuses connections: the request went on to the next one by itself.
    out.accept("get: " + page.bodyString() + ", after " + page.attempts().size() + " attempts");
  }

  private void errors(ProxyRotatorBlocking rotator) throws IOException, InterruptedException {
    // An error status is a response like any other, until you require a success.
    Response missing = rotator.get(shop + "/missing");
    try {
      missing.requireSuccess();
    } catch (HttpStatusException refused) {
      out.accept("errors: " + refused.response().status());
    }
    // What fails on the way is an IOException of its own type, with what was tried.
    try (var broken = ProxyRotatorBlocking.of("http://127.0.0.1:1")) {
      broken.get(shop + "/");
    } catch (ProxyConnectionException failed) {
      out.accept("errors: all of " + failed.getAttempts().size() + " attempts failed");
    }
    // Without a proxy nothing is sent at all.
    try (var empty = ProxyRotatorBlocking.of()) {
      empty.get(shop + "/");
    } catch (ProxyPoolEmptyException none) {
      out.accept("errors: " + none.getReason());
    }
  }

  private void batch(ProxyRotatorBlocking rotator) throws InterruptedException {
    // At most two at once; one result for each URL, in their order, whatever went wrong.
    List<String> urls = List.of(shop + "/a", shop + "/missing", "ftp://files.example/");
    for (BatchResult result : rotator.batchGet(urls, 2)) {
      String status = result.response().map(it -> "status " + it.status()).orElse("no answer");
      out.accept("batch: #" + result.index() + " " + status);
    }
  }

  private void stream(ProxyRotatorBlocking rotator) throws IOException, InterruptedException {
    // Read as it comes: a body of any size takes no more memory than a few chunks.
    try (InputStream body = rotator.streamGet(shop + "/large")) {
      long bytes = 0;
      byte[] chunk = new byte[8192];
      for (int count = body.read(chunk); count != -1; count = body.read(chunk)) bytes += count;
      out.accept("stream: " + bytes + " bytes");
    }
  }

  private void json(ProxyRotatorBlocking rotator) throws IOException, InterruptedException {
    Price dearer = new Price("tea", 320);
    Price stored = rotator.post(shop + "/price", request -> request.json(dearer)).json(Price.class);
    // A type with arguments is what Jackson makes of a TypeReference.
    List<Price> prices =
        rotator.get(shop + "/prices").json(new TypeReference<List<Price>>() {}.getType());
    out.accept("json: " + stored + " of " + prices.size());
  }

  private void futures(ProxyRotatorFutures rotator) {
    // Nothing waits here but join(); cancelling the first future would end its request.
    CompletableFuture<String> page =
        rotator
            .get(shop + "/missing")
            .thenApply(Response::requireSuccess)
            .thenApply(Response::bodyString)
            .exceptionally(error -> Failures.unwrap(error).getMessage());
    out.accept("futures: " + page.join().replace(shop, ""));
  }

  /** The shop. */
  static OriginAnswer answer(ReceivedRequest request) {
    return switch (request.getPath()) {
      case "/" -> new OriginAnswer.Whole("hello");
      case "/a" -> new OriginAnswer.Whole("a");
      case "/large" -> new OriginAnswer.Whole("x".repeat(1_000_000));
      case "/price" -> new OriginAnswer.Whole(new String(request.getBody(), UTF_8));
      case "/prices" ->
          new OriginAnswer.Whole(
              List.of("tea", "milk").stream()
                  .map(it -> "{\"item\":\"" + it + "\",\"cents\":99}")
                  .collect(Collectors.joining(",", "[", "]")));
      default -> new OriginAnswer.Whole("nothing here", 404);
    };
  }
}
