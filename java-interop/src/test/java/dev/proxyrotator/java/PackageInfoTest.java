package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageInfoTest {
  private static final Path FRONT_PAGE =
      Path.of("src/main/java/dev/proxyrotator/java/package-info.java");

  @Test
  @DisplayName("S0-42 the example of the API documentation's front page compiles and runs")
  void frontPage(@TempDir Path folder) throws Exception {
    try (var proxy = FakeProxy.answering(200, "shop")) {
      List<String> printed = new ArrayList<>();
      compile(program(proxy.url()), folder);
      try (var classes = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
        classes.loadClass("FrontPage").getMethod("run", List.class).invoke(null, printed);
      }
      assertEquals(
          List.of(
              "shop came through " + proxy.url(),
              "http://shop.example/a: Optional[200]",
              "http://shop.example/b: Optional[200]"),
          printed);
    }
  }

  /** The example with a proxy that is there, and with what it prints put into a list. */
  private static String program(String proxy) throws Exception {
    String text = Files.readString(FRONT_PAGE);
    String example =
        text.substring(text.indexOf("<pre>{@code") + 11, text.indexOf(" * }</pre>"))
            .replaceAll("(?m)^ \\* ?", "")
            .replaceAll("\\.of\\(\"http://user[^)]*\\)", ".of(\"" + proxy + "\")")
            .replace("System.out.println", "printed.add");
    return "import dev.proxyrotator.failure.*; import dev.proxyrotator.java.*; import java.util.*;\n"
        + "public class FrontPage {\n"
        + "  public static void run(List<String> printed) throws Exception {\n"
        + example
        + "  }\n"
        + "}\n";
  }

  private static void compile(String program, Path folder) {
    var source =
        new SimpleJavaFileObject(URI.create("FrontPage.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return program;
          }
        };
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    StringWriter messages = new StringWriter();
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            messages,
            null,
            null,
            List.of("-d", folder.toString(), "-proc:none", "-cp", path),
            null,
            List.of(source))
        .call();
    assertEquals("", messages.toString());
  }
}
