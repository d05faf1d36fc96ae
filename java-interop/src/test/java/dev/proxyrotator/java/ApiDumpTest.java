package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jetbrains.kotlin.abi.tools.AbiFilters;
import org.jetbrains.kotlin.abi.tools.AbiTools;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Holds the public API to {@code api/java.api}. Run with {@code -Dapi.update=true} to write the
 * file anew.
 */
class ApiDumpTest {
  @Test
  @DisplayName("the public API is what api/java.api says")
  void dump() throws IOException {
    var actual = new StringBuilder();
    AbiTools.Companion.getInstance(ApiDumpTest.class.getClassLoader())
        .printJvmDump(actual, classFiles(), AbiFilters.Companion.getEMPTY());
    Path file = Path.of("api/java.api");
    if (Boolean.getBoolean("api.update")) Files.writeString(file, actual);
    assertEquals(Files.readString(file), actual.toString());
  }

  private static List<File> classFiles() throws IOException {
    try (var files = Files.walk(Path.of("target/classes"))) {
      return files
          .filter(it -> it.toString().endsWith(".class"))
          .sorted()
          .map(Path::toFile)
          .toList();
    }
  }
}
