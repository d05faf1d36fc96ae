package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TransportsTest {
  @Test
  @DisplayName("S0-40 without the OkHttp engine the error names what to add, and CIO works")
  void withoutOkHttp() throws Exception {
    try (var classes =
        new URLClassLoader(classPathWithoutOkHttp(), ClassLoader.getPlatformClassLoader())) {
      Class<?> transports = classes.loadClass(Transports.class.getName());
      assertNotNull(transports.getMethod("cio").invoke(null));
      var thrown =
          assertThrows(
              InvocationTargetException.class, () -> transports.getMethod("okHttp").invoke(null));
      var error = assertInstanceOf(IllegalStateException.class, thrown.getCause());
      assertTrue(error.getMessage().contains("io.ktor:ktor-client-okhttp-jvm"));
      assertInstanceOf(NoClassDefFoundError.class, error.getCause());
    }
  }

  private static URL[] classPathWithoutOkHttp() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      File file = new File(entry);
      if (!file.getName().contains("okhttp")) urls.add(file.toURI().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
