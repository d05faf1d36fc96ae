package dev.proxyrotator.java;

import dev.proxyrotator.proxy.Gateway;
import dev.proxyrotator.proxy.Proxy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Makes a {@link Gateway}: {@code proxy.withGateway(new
 * GatewayOptions().maxRequests(1).toGateway())}.
 */
public final class GatewayOptions {
  private Integer maxRequests;
  private Duration maxAge;
  private final Map<String, String> connectHeaders = new LinkedHashMap<>();

  /** A connection that carries any number of requests, and no fields with CONNECT. */
  public GatewayOptions() {}

  /**
   * How many requests one connection carries, at least 1; 1 opens a new tunnel for every request.
   */
  public GatewayOptions maxRequests(int count) {
    maxRequests = count;
    return this;
  }

  /** A connection older than this is not used again. */
  public GatewayOptions maxAge(Duration age) {
    maxAge = Objects.requireNonNull(age, "age");
    return this;
  }

  /** Sends this field with every CONNECT to the gateway, and with nothing else. */
  public GatewayOptions connectHeader(String name, String value) {
    connectHeaders.put(
        Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return this;
  }

  /**
   * For {@link Proxy#withGateway}.
   *
   * @throws dev.proxyrotator.proxy.ProxyValidationException if a number is out of range, or a field
   *     cannot be sent or is not the gateway's
   */
  public Gateway toGateway() {
    return KotlinTransports.gateway(maxRequests, maxAge, connectHeaders);
  }
}
