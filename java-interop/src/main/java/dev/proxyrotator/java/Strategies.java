package dev.proxyrotator.java;

import dev.proxyrotator.selection.RotationStrategy;
import dev.proxyrotator.selection.RoundRobin;
import dev.proxyrotator.selection.Tier;
import java.time.Duration;
import java.util.List;

/**
 * The strategies that need a duration, whose Kotlin constructors Java cannot call. All others are
 * made by {@code new} in {@link dev.proxyrotator.selection}, or by their names; one's own by {@code
 * RotationStrategy.of("first", (choices, request) -> choices.get(0))}, or by a class that
 * implements {@link RotationStrategy} and {@link dev.proxyrotator.selection.Selector}.
 */
public final class Strategies {
  private Strategies() {}

  /** The same proxy for {@code duration}, then the next in turn. */
  public static RotationStrategy everyDuration(Duration duration) {
    return everyDuration(duration, new RoundRobin());
  }

  /**
   * The same proxy for {@code duration}; {@code inner} chooses the next one.
   *
   * @throws IllegalArgumentException when {@code duration} is not above 0
   */
  public static RotationStrategy everyDuration(Duration duration, RotationStrategy inner) {
    return KotlinStrategies.everyDuration(duration, inner);
  }

  /** {@code tiers} with a memory of 10 minutes; see {@link #tiered(List, Duration)}. */
  public static RotationStrategy tiered(Tier... tiers) {
    return tiered(List.of(tiers), Duration.ofMinutes(10));
  }

  /**
   * The proxies in tiers, from the first choice to the last resort; see {@link
   * dev.proxyrotator.selection.Tiered}.
   *
   * @param memory how long a ban raises the level of a host
   * @throws IllegalArgumentException when there is no tier, or {@code memory} is not above 0
   */
  public static RotationStrategy tiered(List<Tier> tiers, Duration memory) {
    return KotlinStrategies.tiered(tiers, memory);
  }
}
