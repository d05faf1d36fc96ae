package dev.proxyrotator.java;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The newest JDK of this machine. */
final class NewestJdk {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  private NewestJdk() {}

  /** Where it looks: this JVM, {@code JAVA_HOME} and its relatives, where Linux keeps them. */
  static List<Path> homes() throws IOException {
    List<Path> homes = new ArrayList<>();
    homes.add(Path.of(System.getProperty("java.home")));
    System.getenv().entrySet().stream()
        .filter(it -> it.getKey().matches("(JAVA|JDK)_?HOME.*"))
        .forEach(it -> homes.add(Path.of(it.getValue())));
    if (Files.isDirectory(INSTALLED)) {
      try (Stream<Path> found = Files.list(INSTALLED)) {
        found.forEach(homes::add);
      }
    }
    return homes.stream()
        .filter(it -> Files.isExecutable(it.resolve("bin/java")))
        .collect(Collectors.toList());
  }

  /** The newest one, when it is of {@code version} or later. */
  static Optional<Path> atLeast(int version) throws IOException {
    return homes().stream()
        .filter(it -> version(it) >= version)
        .max(Comparator.comparingInt(NewestJdk::version));
  }

  private static int version(Path home) {
    Properties release = new Properties();
    try (var text = Files.newBufferedReader(home.resolve("release"))) {
      release.load(text);
    } catch (IOException unknown) {
      return 0;
    }
    String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Integer.parseInt(version.split("[.+-]")[0]);
  }
}
