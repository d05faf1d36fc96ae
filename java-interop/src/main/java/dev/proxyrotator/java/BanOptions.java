package dev.proxyrotator.java;

import dev.proxyrotator.ban.BanRule;
import dev.proxyrotator.ban.BanScope;
import dev.proxyrotator.ban.OnExhausted;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which responses send a proxy away, and what every response must be; see {@link
 * RotatorBuilder#bans}.
 *
 * <p>Rules say "not through this proxy": the request goes on through another one, and the proxy
 * stays away from the target host, or altogether, for a while. Of several rules that apply the last
 * one counts. Validators ({@code require…}) say what a response must be: one that is not counts as
 * a failure of the proxy. Rules come before validators.
 *
 * <p>A rule that is not told otherwise bans for the host, for 60 seconds or for as long as a {@code
 * Retry-After} says, to one hour at most. Texts are found whatever the case of their letters;
 * patterns anywhere in a value. Where a body is looked at, its first 65,536 bytes, or all if it is
 * shorter, are waited for before the caller gets the response; they are looked at as they came, not
 * decompressed.
 *
 * <p>One rule is there at first: 429 bans for the host. Only to be used until the function that
 * gets it returns. Every method that takes a duration throws an {@link IllegalArgumentException}
 * when it is not positive.
 */
public final class BanOptions {
  private static final Duration USUAL_DURATION = Duration.ofSeconds(60);

  private final BanSettings settings;

  BanOptions(BanSettings settings) {
    this.settings = settings;
  }

  /**
   * Bans on one of {@code statuses}.
   *
   * @throws IllegalArgumentException when there is none, or one is no HTTP status
   */
  public BanOptions status(int... statuses) {
    return status(BanScope.HOST, USUAL_DURATION, true, statuses);
  }

  /** Bans on one of {@code statuses}; see {@link #status(int...)}. */
  public BanOptions status(BanScope scope, Duration duration, int... statuses) {
    return status(scope, duration, true, statuses);
  }

  /**
   * Bans on one of {@code statuses}; see {@link #status(int...)}. {@code honoursRetryAfter} says
   * whether a {@code Retry-After} that asks for longer lengthens the ban.
   */
  public BanOptions status(
      BanScope scope, Duration duration, boolean honoursRetryAfter, int... statuses) {
    settings.status(statuses, scope, duration, honoursRetryAfter);
    return this;
  }

  /**
   * Bans when a value of the header field {@code name} contains {@code text}; the empty text, when
   * there is such a field.
   */
  public BanOptions header(String name, String text) {
    return header(name, text, BanScope.HOST, USUAL_DURATION);
  }

  /** Bans on a header field; see {@link #header(String, String)}. */
  public BanOptions header(String name, String text, BanScope scope, Duration duration) {
    settings.header(name, text, scope, duration);
    return this;
  }

  /** Bans when {@code pattern} is found in a value of the header field {@code name}. */
  public BanOptions header(String name, Pattern pattern) {
    return header(name, pattern, BanScope.HOST, USUAL_DURATION);
  }

  /** Bans on a header field; see {@link #header(String, Pattern)}. */
  public BanOptions header(String name, Pattern pattern, BanScope scope, Duration duration) {
    settings.header(name, pattern, scope, duration);
    return this;
  }

  /** Bans when the beginning of the body contains {@code text}. */
  public BanOptions body(String text) {
    return body(text, BanScope.HOST, USUAL_DURATION);
  }

  /** Bans when the beginning of the body contains {@code text}. */
  public BanOptions body(String text, BanScope scope, Duration duration) {
    settings.body(text, scope, duration);
    return this;
  }

  /** Bans when {@code pattern} is found in the beginning of the body. */
  public BanOptions body(Pattern pattern) {
    return body(pattern, BanScope.HOST, USUAL_DURATION);
  }

  /** Bans when {@code pattern} is found in the beginning of the body. */
  public BanOptions body(Pattern pattern, BanScope scope, Duration duration) {
    settings.body(pattern, scope, duration);
    return this;
  }

  /** Bans on a redirect (3xx) whose {@code Location}, as it was sent, contains {@code text}. */
  public BanOptions redirect(String text) {
    return redirect(text, BanScope.HOST, USUAL_DURATION);
  }

  /** Bans on a redirect; see {@link #redirect(String)}. */
  public BanOptions redirect(String text, BanScope scope, Duration duration) {
    settings.redirect(text, scope, duration);
    return this;
  }

  /** Bans on a redirect (3xx) in whose {@code Location} the {@code pattern} is found. */
  public BanOptions redirect(Pattern pattern) {
    return redirect(pattern, BanScope.HOST, USUAL_DURATION);
  }

  /** Bans on a redirect; see {@link #redirect(Pattern)}. */
  public BanOptions redirect(Pattern pattern, BanScope scope, Duration duration) {
    settings.redirect(pattern, scope, duration);
    return this;
  }

  /**
   * Bans when {@code condition} is true, which sees the body too. What it throws is the error of
   * the request. Called on the rotator's threads, by several at once.
   *
   * @throws IllegalArgumentException when {@code name} is blank
   */
  public BanOptions rule(String name, Predicate<JudgedResponse> condition) {
    return rule(name, BanScope.HOST, USUAL_DURATION, true, condition);
  }

  /**
   * The same; with {@code readsBody} false the condition does not see the body, and no body is
   * waited for.
   */
  public BanOptions rule(
      String name,
      BanScope scope,
      Duration duration,
      boolean readsBody,
      Predicate<JudgedResponse> condition) {
    settings.rule(name, scope, duration, readsBody, Objects.requireNonNull(condition, "condition"));
    return this;
  }

  /**
   * Adds a rule that is there already, such as one of {@link dev.proxyrotator.ban.BanRules}: {@code
   * rule(BanRules.INSTANCE.getForbidden())}.
   */
  public BanOptions rule(BanRule rule) {
    settings.rule(rule);
    return this;
  }

  /**
   * A response of which {@code condition}, which sees the body too, is not true is a failure of the
   * proxy. What it throws is the error of the request.
   *
   * @throws IllegalArgumentException when {@code name} is blank
   */
  public BanOptions require(String name, Predicate<JudgedResponse> condition) {
    return require(name, true, condition);
  }

  /**
   * The same; with {@code readsBody} false the condition does not see the body, and no body is
   * waited for.
   */
  public BanOptions require(String name, boolean readsBody, Predicate<JudgedResponse> condition) {
    settings.require(name, readsBody, Objects.requireNonNull(condition, "condition"));
    return this;
  }

  /**
   * Any response with another status is a failure of the proxy.
   *
   * @throws IllegalArgumentException when there is none, or one is no HTTP status
   */
  public BanOptions requireStatus(int... statuses) {
    settings.requireStatus(statuses);
    return this;
  }

  /** Any response without a header field {@code name} is a failure of the proxy. */
  public BanOptions requireHeader(String name) {
    return requireHeader(name, "");
  }

  /**
   * Any response without a header field {@code name} with {@code text} in a value is a failure of
   * the proxy.
   */
  public BanOptions requireHeader(String name, String text) {
    settings.requireHeader(name, text);
    return this;
  }

  /**
   * A successful response (2xx) without {@code token}, in just this case, in the beginning of its
   * body is a failure of the proxy. A compressed body is not looked at.
   */
  public BanOptions requireText(String token) {
    settings.requireText(token);
    return this;
  }

  /**
   * A successful response (2xx) with a body of less than {@code bytes} bytes is a failure of the
   * proxy.
   *
   * @throws IllegalArgumentException when {@code bytes} is not between 1 and 65,536
   */
  public BanOptions requireMinimumSize(int bytes) {
    settings.requireMinimumSize(bytes);
    return this;
  }

  /**
   * What becomes of a request whose every attempt was answered with a ban. Default {@link
   * OnExhausted#RETURN_LAST}.
   */
  public BanOptions onExhausted(OnExhausted reaction) {
    settings.onExhausted(Objects.requireNonNull(reaction, "reaction"));
    return this;
  }

  /** Takes away all rules and validators, the default one too. */
  public BanOptions clear() {
    settings.clear();
    return this;
  }
}
