package dev.proxyrotator.java;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * What {@link VirtualThreadsTest} runs on a newer JVM than its own, with one carrier thread for all
 * virtual threads: prints what came of it, line by line.
 */
final class VirtualThreads {
  private static final int CALLS = 1000;
  private static final int TOGETHER = 100;
  private static final String URL = "http://origin.test/";
  private static final String PINNED = "jdk.VirtualThreadPinned";

  private VirtualThreads() {}

  public static void main(String[] arguments) throws Exception {
    // The first use of a class pins whoever loads it: the second round is the one that tells.
    answered(TOGETHER);
    interrupted();
    try (Recording recording = new Recording()) {
      recording.enable(PINNED).withThreshold(Duration.ZERO);
      recording.start();
      System.out.println("answered " + answered(CALLS));
      System.out.println("interrupted " + interrupted());
      recording.stop();
      System.out.println("pinned " + pinned(recording));
    }
  }

  /**
   * The first requests are answered when all of them are there: a blocked carrier sends but one.
   */
  private static int answered(int count) throws Exception {
    CountDownLatch together = new CountDownLatch(TOGETHER);
    try (var proxy =
            FakeProxy.running(
                exchange -> {
                  together.countDown();
                  together.await();
                  exchange.respond(200, "");
                });
        var rotator =
            ProxyRotatorBlocking.builder()
                .proxy(proxy.url())
                .maxConnectionsPerProxy(TOGETHER)
                .unprovenLeases(TOGETHER)
                .build()) {
      ExecutorService threads = onePerTask();
      List<Future<Response>> calls = new ArrayList<>();
      for (int i = 0; i < count; i++) calls.add(threads.submit(() -> rotator.get(URL)));
      int answered = 0;
      for (Future<Response> call : calls) if (call.get().isSuccess()) answered++;
      threads.shutdown();
      return answered;
    }
  }

  /** What the call throws, once the proxy has seen its connection closed. */
  private static String interrupted() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (var proxy = FakeProxy.silent(arrived::countDown, gone::countDown);
        var rotator = ProxyRotatorBlocking.of(proxy.url())) {
      ExecutorService threads = onePerTask();
      Future<String> call =
          threads.submit(
              () -> {
                try {
                  return rotator.get(URL).toString();
                } catch (InterruptedException interrupted) {
                  return interrupted.getClass().getSimpleName();
                }
              });
      arrived.await();
      threads.shutdownNow();
      gone.await();
      return call.get();
    }
  }

  private static List<String> pinned(Recording recording) throws IOException {
    Path file = Files.createTempFile("virtual-threads", ".jfr");
    try {
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .map(RecordedEvent::toString)
          .map(it -> it.replace('\n', ' '))
          .collect(Collectors.toList());
    } finally {
      Files.delete(file);
    }
  }

  /** By reflection, since this is compiled for a Java without virtual threads. */
  private static ExecutorService onePerTask() throws ReflectiveOperationException {
    return (ExecutorService)
        Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
  }
}
