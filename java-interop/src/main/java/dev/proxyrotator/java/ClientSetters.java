package dev.proxyrotator.java;

import dev.proxyrotator.CompressionBuilder;
import dev.proxyrotator.CookiesBuilder;
import dev.proxyrotator.LoggingBuilder;
import dev.proxyrotator.event.RotationListener;
import dev.proxyrotator.redirect.RedirectOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What a {@link RotatorBuilder} sets about requests and responses: base URL, headers, credentials,
 * cookies, redirects, compression, fetches, events; and configuration from data.
 *
 * @param <B> the builder
 */
abstract class ClientSetters<B> extends HealthSetters<B> {
  /**
   * What URLs without a host are appended to, such as {@code https://api.example.com/v1}, with
   * exactly one slash in between: {@code /users} and {@code users} are both {@code
   * https://api.example.com/v1/users}. A whole URL is taken as it is. By default every URL must be
   * a whole one. Without credentials, query and fragment.
   */
  public B baseUrl(String url) {
    settings.baseUrl(url);
    return self();
  }

  /** What requests say they come from, unless they say it themselves. By default nothing. */
  public B userAgent(String name) {
    settings.userAgent(name);
    return self();
  }

  /**
   * Adds a header field to every request that has none of this name itself. With a {@link
   * #baseUrl}, {@code Authorization} and {@code Cookie} go to its origin alone. To another origin
   * that a request is redirected to goes none that names or proves who asks. {@link
   * RotatorBuilder#build()} refuses what is no valid field, or what the client writes itself.
   */
  public B defaultHeader(String name, String value) {
    settings.defaultHeader(name, value);
    return self();
  }

  /**
   * Sends these credentials for the target with every request that has no {@code Authorization}
   * itself, before it asks for them (RFC 7617); with a {@link #baseUrl} to its origin alone, and
   * never on to another origin by a redirect. Takes the place of {@link #bearer}. Neither may hold
   * a control character, nor {@code username} a colon.
   */
  public B basicAuth(String username, String password) {
    settings.basicAuth(username, password);
    return self();
  }

  /**
   * Sends this token for the target (RFC 6750) as {@link #basicAuth} sends its credentials, whose
   * place it takes. It must consist of visible ASCII characters without spaces.
   */
  public B bearer(String token) {
    settings.bearer(token);
    return self();
  }

  /**
   * Whether a response with another status than 2xx is an {@link HttpStatusException}. Default
   * {@code false}: it is returned like any other; see {@link Response#requireSuccess()}.
   */
  public B expectSuccess(boolean expected) {
    settings.expectSuccess(expected);
    return self();
  }

  /**
   * Whether HTTP/2 is spoken where the target speaks it (RFC 9113). Only {@link
   * Transports#okHttp()} can; with another transport {@link RotatorBuilder#build()} refuses it.
   * Default {@code false}.
   */
  public B http2(boolean spoken) {
    settings.http2(spoken);
    return self();
  }

  /**
   * Whether cookies are kept outside of sessions, and which there are to begin with: {@code cookies
   * -> cookies.set("https://example.com", "name", "value")}. By default none are. What {@code
   * configure} throws is thrown by {@link RotatorBuilder#build()}.
   */
  public B cookies(Consumer<CookiesBuilder> configure) {
    settings.cookies(Objects.requireNonNull(configure, "configure"));
    return self();
  }

  /**
   * Which redirects are followed; see {@link RedirectOptions}. What {@code configure} throws is
   * thrown by {@link RotatorBuilder#build()}.
   */
  public B redirects(Consumer<RedirectOptions> configure) {
    settings.redirects(Objects.requireNonNull(configure, "configure"));
    return self();
  }

  /** Whether redirects are followed at all. Default {@code true}. */
  public B followRedirects(boolean follow) {
    return redirects(redirects -> redirects.setFollow(follow));
  }

  /** How many redirects are followed for one request, from 0 to 1,000. Default 10. */
  public B maxRedirects(int count) {
    return redirects(redirects -> redirects.setMaxRedirects(count));
  }

  /**
   * Which targets may be asked, by requests and by redirects: those that {@code allows}, for every
   * other a {@link dev.proxyrotator.failure.TargetRefusedException} is thrown before anything is
   * sent. It is called from any thread and must not wait; what it throws ends the request. A URL
   * that is no {@link URI} is refused; {@link URI#getHost()} is {@code null} for a name with an
   * underscore. By default every target is allowed.
   */
  public B targetGuard(Predicate<URI> allows) {
    settings.targetGuard(Objects.requireNonNull(allows, "allows"));
    return self();
  }

  /**
   * Allows only targets that are public by their spelling, to keep requests with URLs of strangers
   * from private networks; see {@link dev.proxyrotator.guard.TargetGuard}. Takes the place of
   * {@link #targetGuard}.
   */
  public B publicTargetsOnly() {
    settings.publicTargetsOnly();
    return self();
  }

  /**
   * What is done about compressed responses, which are decoded by default; see {@link
   * dev.proxyrotator.engine.Compression}. What {@code configure} throws is thrown by {@link
   * RotatorBuilder#build()}.
   */
  public B compression(Consumer<CompressionBuilder> configure) {
    settings.compression(Objects.requireNonNull(configure, "configure"));
    return self();
  }

  /**
   * What writes {@link Request.Builder#json values} as JSON and {@link Response#json(Class) reads}
   * them. By default nothing does: no JSON library is looked for.
   */
  public B json(JsonCodec codec) {
    settings.json(Objects.requireNonNull(codec, "codec"));
    return self();
  }

  /**
   * Defaults of {@code fetch}, {@code fetchAll} and their relatives. What {@code configure} throws
   * is thrown by {@link RotatorBuilder#build()}.
   */
  public B fetch(Consumer<FetchOptions> configure) {
    settings.fetch(Objects.requireNonNull(configure, "configure"));
    return self();
  }

  /**
   * Adds a listener, which hears of the first proxies already. It is called on the thread at hand,
   * by several at once, and must not block; see {@link RotationListener}.
   */
  public B listener(RotationListener listener) {
    settings.listener(listener);
    return self();
  }

  /**
   * What is logged, and under which name; see {@link LoggingBuilder}. What {@code configure} throws
   * is thrown by {@link RotatorBuilder#build()}.
   */
  public B logging(Consumer<LoggingBuilder> configure) {
    settings.logging(Objects.requireNonNull(configure, "configure"));
    return self();
  }

  /** {@link #fromEnvironment(Map)} with the environment of this process as it is now. */
  public B fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  /**
   * Takes over what {@code environment} says in {@code LOG_LEVEL}, {@code HTTP_TIMEOUT} in seconds,
   * {@code MAX_CONCURRENT}, {@code MAX_RETRIES} and {@code BACKOFF_FACTOR}; see {@link
   * dev.proxyrotator.ConfigurationFromData}. What it does not mention stays as it is, and what is
   * set afterwards wins. {@link RotatorBuilder#build()} refuses wrong values, all of them by name.
   */
  public B fromEnvironment(Map<String, String> environment) {
    return fromEnvironment(environment, "");
  }

  /** The same with {@code prefix} in front of each name, such as {@code PROXY_ROTATOR_}. */
  public B fromEnvironment(Map<String, String> environment, String prefix) {
    settings.fromEnvironment(Map.copyOf(environment), prefix);
    return self();
  }

  /**
   * Takes over what a JSON document says; {@link dev.proxyrotator.ConfigurationFromData} has its
   * form. What it does not mention stays as it is, and what is set afterwards wins. {@link
   * RotatorBuilder#build()} refuses wrong values, each by its path.
   */
  public B fromJson(String text) {
    settings.fromJson(text);
    return self();
  }

  /**
   * {@link #fromJson} with what is in {@code file}, in UTF-8; relative paths in it start from its
   * own folder. It is read by {@link RotatorBuilder#build()}.
   */
  public B fromJsonFile(Path file) {
    settings.fromJsonFile(file);
    return self();
  }
}
