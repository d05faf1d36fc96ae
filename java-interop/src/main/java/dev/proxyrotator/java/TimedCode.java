package dev.proxyrotator.java;

/**
 * Code that is measured.
 *
 * @param <T> what it returns
 * @param <E> what it throws
 */
@FunctionalInterface
public interface TimedCode<T, E extends Exception> {
  /** Does the work and returns its result, if any; {@code block} measures parts of it. */
  T run(TimedBlock block) throws E;
}
