package dev.proxyrotator.java;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.proxyrotator.fetch.DownloadException;
import dev.proxyrotator.fetch.DownloadProgress;
import dev.proxyrotator.fetch.DownloadResult;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DownloadTest {
  private static final String URL = "http://origin.test/file";
  private static final String SHA256_OF_CONTENT =
      "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";

  @TempDir Path directory;

  @Test
  @DisplayName("S2-14 a download is in its place when its future completes, checked")
  void complete() throws Exception {
    Path path = directory.resolve("file");
    try (var proxy = FakeProxy.answering(200, "content");
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      DownloadResult result =
          rotator
              .futures()
              .downloadTo(
                  URL,
                  path,
                  download ->
                      download
                          .sha256(SHA256_OF_CONTENT)
                          .request(request -> request.header("X-Trace", "t1")))
              .get();
      assertEquals("content", Files.readString(path));
      assertEquals(path, result.getPath());
      assertEquals(7, result.getBytes());
      assertFalse(Durations.of(result).isNegative());
      assertEquals("t1", proxy.only().header("X-Trace").orElseThrow());
      assertThrows(FileAlreadyExistsException.class, () -> rotator.downloadTo(URL, path));
      assertEquals(7, rotator.downloadTo(URL, path, it -> it.overwrite(true)).getBytes());
    }
  }

  @Test
  @DisplayName("S2-14 what is not what was to be downloaded is an error, and leaves nothing")
  void wrong() throws Exception {
    Path path = directory.resolve("file");
    try (var proxy =
            FakeProxy.running(it -> it.respond(it.target().equals(URL) ? 200 : 404, "other"));
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      assertThrows(
          DownloadException.class,
          () -> rotator.downloadTo(URL, path, it -> it.sha256(SHA256_OF_CONTENT)));
      var gone =
          assertThrows(HttpStatusException.class, () -> rotator.downloadTo(URL + "/gone", path));
      assertEquals(404, gone.response().status());
      Expect.failure(
          IllegalArgumentException.class,
          rotator.futures().downloadTo(URL, path, it -> it.maxResumes(-1).keepPartial(true)));
      try (Stream<Path> left = Files.list(directory)) {
        assertEquals(List.of(), left.toList());
      }
    }
  }

  @Test
  @DisplayName("S2-14 the progress of a download ends with its result")
  void progress() throws Exception {
    try (var proxy = StreamTest.sending("0123456789".repeat(20_000).getBytes(UTF_8));
        var rotator = ProxyRotatorBlocking.of(proxy.url());
        Stream<DownloadProgress> stream = rotator.download(URL, directory.resolve("file"))) {
      List<DownloadProgress> progress = stream.toList();
      DownloadProgress last = progress.get(progress.size() - 1);
      assertTrue(last.isDone());
      assertEquals(200_000, last.getBytes());
      assertEquals(200_000, last.getResult().getBytes());
      try (Stream<DownloadProgress> again = rotator.download(URL, directory.resolve("file"))) {
        var error = assertThrows(UncheckedIOException.class, again::count);
        assertInstanceOf(FileAlreadyExistsException.class, error.getCause());
      }
    }
  }

  @Test
  @DisplayName("S2-14 cancelling the future of a download closes its connection")
  void cancelled() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (var proxy =
            FakeProxy.running(
                it -> {
                  it.head(200, 1_000_000);
                  begun.countDown();
                  it.awaitClientGone();
                  gone.countDown();
                });
        var rotator = ProxyRotatorFutures.of(proxy.url())) {
      CompletableFuture<DownloadResult> download =
          rotator.downloadTo(URL, directory.resolve("file"));
      begun.await();
      download.cancel(true);
      gone.await();
      assertTrue(download.isCancelled());
    }
  }
}
