package dev.proxyrotator.java;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A class of the library, and the classes of this module that stand for it in Java. */
final class Twin {
  private static final List<String> FOREIGN = List.of("kotlin.", "kotlinx.", "io.ktor.");

  private final Class<?> kotlin;
  private final List<Class<?>> java;
  private final Map<String, String> renamed = new HashMap<>();
  private final Map<String, String> excepted = new HashMap<>();

  private Twin(Class<?> kotlin, List<Class<?>> java) {
    this.kotlin = kotlin;
    this.java = java;
  }

  static Twin of(Class<?> kotlin, Class<?>... java) {
    return new Twin(kotlin, List.of(java));
  }

  /** Java uses the class of the library itself. */
  static Twin itself(Class<?> kotlin) {
    return new Twin(kotlin, List.of());
  }

  Twin renamed(String... names) {
    for (int i = 0; i < names.length; i += 2) renamed.put(names[i], names[i + 1]);
    return this;
  }

  /** Not there in Java, for a {@code reason}. */
  Twin without(String reason, String... names) {
    for (String name : names) excepted.put(name, reason);
    return this;
  }

  Class<?> kotlin() {
    return kotlin;
  }

  /** What Kotlin can set or call and Java cannot; and what is excepted but does not exist. */
  Set<String> gaps() {
    Set<String> names = methods().map(Twin::plainName).collect(Collectors.toSet());
    names.removeAll(Set.of("toString", "equals", "hashCode", "copy"));
    Set<String> options = names.stream().map(Twin::property).collect(Collectors.toSet());
    Set<String> gaps = new TreeSet<>(excepted.keySet());
    gaps.addAll(renamed.keySet());
    gaps.removeAll(options);
    options.removeAll(excepted.keySet());
    options.stream().filter(it -> !isThere(it)).forEach(gaps::add);
    return gaps;
  }

  private boolean isThere(String option) {
    if (java.isEmpty()) {
      return methods()
          .filter(it -> option.equals(property(it.getName())))
          .anyMatch(Twin::isForJava);
    }
    String name = renamed.getOrDefault(option, option);
    Set<String> names = new HashSet<>(Set.of(name, "get" + capital(name)));
    return java.stream()
        .flatMap(it -> Arrays.stream(it.getMethods()))
        .anyMatch(it -> names.contains(it.getName()));
  }

  private Stream<Method> methods() {
    return Arrays.stream(kotlin.getMethods())
        .filter(it -> it.getDeclaringClass() != Object.class && !it.isSynthetic())
        .filter(it -> Modifier.isPublic(it.getModifiers()) && !it.getName().contains("$"));
  }

  private static boolean isForJava(Method method) {
    return !method.getName().contains("-")
        && Arrays.stream(method.getParameterTypes())
            .noneMatch(it -> FOREIGN.stream().anyMatch(it.getName()::startsWith));
  }

  /** Kotlin adds a hash to the names of functions that take or return a duration. */
  private static String plainName(Method method) {
    return method.getName().split("-")[0];
  }

  private static String property(String name) {
    boolean isAccessor = name.matches("[gs]et[A-Z].*");
    return isAccessor ? name.substring(3, 4).toLowerCase() + name.substring(4) : name;
  }

  private static String capital(String name) {
    return name.substring(0, 1).toUpperCase() + name.substring(1);
  }

  @Override
  public String toString() {
    return kotlin.getSimpleName();
  }
}
