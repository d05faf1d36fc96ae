package dev.proxyrotator.java;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Other time limits for requests to some URLs; see {@link RotatorBuilder#timeoutRules}. A rule says
 * only what is different, the rest is as configured for all. Of several rules for a URL the first
 * one counts, alone. Only to be used until the function that gets it returns.
 */
public final class TimeoutRules {
  private final TimeoutRuleSettings settings;

  TimeoutRules(TimeoutRuleSettings settings) {
    this.settings = settings;
  }

  /**
   * Other limits for a host: a name, an address, or a name in which {@code *} stands for what is
   * within a label and {@code **} for whole labels as well. {@code *.example.org} is {@code
   * a.example.org}; neither {@code example.org} nor {@code a.b.example.org} are.
   *
   * @throws IllegalArgumentException when it is none of a host
   */
  public TimeoutRules host(String pattern, Consumer<TimeLimits> limits) {
    settings.host(pattern, Objects.requireNonNull(limits, "limits"));
    return this;
  }

  /**
   * Other limits for the URLs that {@code pattern} describes, such as {@code
   * https://api.*.example.com/export-**}, or only a path, for that path at any host. {@code *}
   * stands for what is within a label of the host or a segment of the path, {@code **} for several
   * of them; query and fragment play no part.
   *
   * @throws IllegalArgumentException when it is none of a URL
   */
  public TimeoutRules glob(String pattern, Consumer<TimeLimits> limits) {
    settings.glob(pattern, Objects.requireNonNull(limits, "limits"));
    return this;
  }

  /**
   * Other limits for the URLs that {@code pattern} matches as a whole: with the query, without user
   * information and fragment, the port only if it is not the usual one.
   *
   * @throws IllegalArgumentException when it is empty
   */
  public TimeoutRules regex(Pattern pattern, Consumer<TimeLimits> limits) {
    settings.regex(pattern, Objects.requireNonNull(limits, "limits"));
    return this;
  }
}
