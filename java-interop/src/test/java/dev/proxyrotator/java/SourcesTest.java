package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.source.ProxyList;
import dev.proxyrotator.source.ProxyListFormat;
import dev.proxyrotator.source.ProxySource;
import dev.proxyrotator.source.RefreshPolicy;
import dev.proxyrotator.source.RefreshResult;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SourcesTest {
  private static final String LIST = "10.0.0.1:8080\n10.0.0.2:8080\n";

  @Test
  @DisplayName("a pool follows what its source says")
  void refresh() throws Exception {
    var list = new AtomicReference<>(LIST);
    ProxySource source = ProxySources.of(() -> ProxyList.parse(list.get()));
    try (var rotator = ProxyRotatorBlocking.of()) {
      assertEquals(2, rotator.refresh(source).getAdded().size());
      list.set("10.0.0.1:8080\nno proxy at all\n");
      RefreshResult result = rotator.refresh(source, new RefreshPolicy(1.0, 0));
      assertTrue(result.isApplied());
      assertEquals(1, result.getKept());
      assertEquals(1, result.getRemoved().size());
      assertEquals(2, result.getProblems().get(0).getLine());
      assertEquals(1, rotator.pool().size());
      ProxySource failing =
          ProxySources.of(
              () -> {
                throw new FileNotFoundException("no list");
              });
      assertTrue(rotator.futures().refresh(failing).get().getError() != null);
    }
  }

  @Test
  @DisplayName("a list is a text or a file, read as its options say")
  void textAndFile(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("list"), LIST);
    try (var rotator = ProxyRotatorBlocking.of()) {
      assertEquals(2, rotator.refresh(ProxySources.text(LIST)).getAdded().size());
      assertTrue(rotator.refresh(ProxySources.file(file)).isApplied());
      assertEquals(2, rotator.pool().size());
      ProxySource bounded = ProxySources.file(file, options -> options.setMaxEntries(1));
      assertTrue(rotator.refresh(bounded).getError() != null);
      ProxySource wrong =
          ProxySources.text(LIST, options -> options.setFormat(ProxyListFormat.JSON));
      assertTrue(rotator.refresh(wrong).getError() != null);
      assertThrows(
          IllegalArgumentException.class,
          () -> ProxySources.text(LIST, options -> options.setMaxEntries(0)));
    }
  }

  @Test
  @DisplayName("a list at a URL is fetched through the rotator, with a key and within a time")
  void remote() throws Exception {
    try (var proxy = FakeProxy.answering(200, LIST);
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      ProxySource source =
          rotator.proxySource(
              "http://lists.example/proxies.txt",
              options ->
                  options
                      .header("X-Key", "secret")
                      .timeout(Duration.ofSeconds(20))
                      .maxRedirects(0)
                      .allowPrivate(true)
                      .list(list -> list.setMaxEntries(10)));
      RefreshResult result = rotator.refresh(source);
      assertEquals(2, result.getAdded().size(), result.toString());
      assertEquals("secret", proxy.only().header("X-Key").orElseThrow());
      assertThrows(
          IllegalArgumentException.class, () -> rotator.proxySource("http://10.0.0.1/list"));
    }
  }

  @Test
  @DisplayName("refreshes go on until their future is cancelled or the rotator is closed")
  void every() throws Exception {
    CompletableFuture<RefreshResult> first = new CompletableFuture<>();
    ProxySource source = ProxySources.text(LIST);
    var rotator = ProxyRotatorFutures.of();
    CompletableFuture<Void> ended =
        rotator.refreshEvery(source, Duration.ofHours(1), new RefreshPolicy(), first::complete);
    CompletableFuture<Void> closed =
        rotator
            .blocking()
            .refreshEvery(source, Duration.ofHours(1), new RefreshPolicy(), result -> {});
    assertEquals(2, first.get().getAdded().size() + first.get().getKept());
    ended.cancel(true);
    rotator.close();
    closed.get();
    assertTrue(ended.isCancelled());
    assertThrows(
        IllegalArgumentException.class,
        () -> rotator.refreshEvery(source, Duration.ZERO, new RefreshPolicy(), first::complete));
  }
}
