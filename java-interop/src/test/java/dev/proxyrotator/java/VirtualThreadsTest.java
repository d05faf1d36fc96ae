package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VirtualThreadsTest {
  @Test
  @DisplayName("S0-42 blocking calls on virtual threads pin none, and are interrupted like others")
  void virtualThreads() throws Exception {
    Optional<Path> jdk = NewestJdk.atLeast(21);
    assumeTrue(
        jdk.isPresent(), () -> "Virtual threads need a JDK 21 or later, and there is none here");
    Process child =
        new ProcessBuilder(
                jdk.get().resolve("bin/java").toString(),
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                VirtualThreads.class.getName())
            .redirectErrorStream(true)
            .start();
    // Threads that are stuck print nothing: what is there until then is compared.
    CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(child::destroyForcibly);
    try (var output = child.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = output.lines().collect(Collectors.toList());
      assertEquals(
          List.of("answered 1000", "interrupted InterruptedException", "pinned []"),
          lines.stream().filter(it -> !it.startsWith("SLF4J")).collect(Collectors.toList()));
    } finally {
      child.destroyForcibly();
    }
  }
}
