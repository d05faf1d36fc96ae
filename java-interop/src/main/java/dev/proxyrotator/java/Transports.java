package dev.proxyrotator.java;

import dev.proxyrotator.engine.ProxyTransportFactory;
import java.util.function.Consumer;

/** The transports that come with the library, for {@link RotatorBuilder#transport}. */
public final class Transports {
  private Transports() {}

  /**
   * The default transport, with options: every kind of proxy, {@code http} and {@code https}
   * targets, on a few threads.
   *
   * @throws IllegalArgumentException when an option is out of range
   */
  public static ProxyTransportFactory sockets(Consumer<SocketOptions> configure) {
    SocketOptions options = new SocketOptions();
    configure.accept(options);
    return KotlinTransports.sockets(options);
  }

  /**
   * Ktor's CIO engine, one for each proxy in use: {@code http} proxies and {@code http} targets, a
   * connection per request. What it would carry unsafely is refused.
   *
   * @throws IllegalStateException without {@code io.ktor:ktor-client-cio-jvm}, which this module
   *     does not bring
   */
  public static ProxyTransportFactory cio() {
    try {
      return StockTransports.cio();
    } catch (NoClassDefFoundError missing) {
      throw new IllegalStateException(
          "Transports.cio() needs io.ktor:ktor-client-cio-jvm on the class path", missing);
    }
  }

  /**
   * Ktor's OkHttp engine, one for each proxy in use: {@code http} proxies, {@code http} and {@code
   * https} targets, connections that are used again, a thread per request under way.
   *
   * @throws IllegalStateException without {@code io.ktor:ktor-client-okhttp-jvm}, which this module
   *     does not bring
   */
  public static ProxyTransportFactory okHttp() {
    try {
      return StockTransports.okHttp();
    } catch (NoClassDefFoundError missing) {
      throw new IllegalStateException(
          "Transports.okHttp() needs io.ktor:ktor-client-okhttp-jvm on the class path", missing);
    }
  }
}
