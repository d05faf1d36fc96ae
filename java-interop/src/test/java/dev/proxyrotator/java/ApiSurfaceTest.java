package dev.proxyrotator.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ApiSurfaceTest {
  private static final List<String> FOREIGN = List.of("kotlin.", "kotlinx.", "io.ktor.");

  @Test
  @DisplayName("S0-42 no public signature shows a type of Kotlin, of its coroutines or of Ktor")
  void noKotlinTypes() throws Exception {
    Set<String> found = new TreeSet<>();
    for (Class<?> type : publicClasses()) {
      for (Type shown : shown(type)) {
        mentioned(shown)
            .filter(it -> FOREIGN.stream().anyMatch(it.getName()::startsWith))
            .forEach(it -> found.add(type.getSimpleName() + " shows " + it.getName()));
      }
    }
    assertEquals(Set.of(), found);
  }

  @Test
  @DisplayName("S0-42 what is public is what is meant to be")
  void publicTypes() throws Exception {
    assertEquals(
        Set.of(
            "AnonymityCheck",
            "BanOptions",
            "BatchResult",
            "Body",
            "Builder",
            "DownloadOptions",
            "Durations",
            "Failures",
            "FetchOptions",
            "FetchRequests",
            "GatewayOptions",
            "HttpStatusException",
            "JsonCodec",
            "JsonException",
            "JudgedResponse",
            "ProxyPoolView",
            "ProxyRotatorBlocking",
            "ProxyRotatorFutures",
            "ProxySources",
            "RateLimiter",
            "RemoteListOptions",
            "Request",
            "Response",
            "RotatorBuilder",
            "RotatorConfig",
            "SocketOptions",
            "Strategies",
            "TimeLimits",
            "TimedBlock",
            "TimedCode",
            "TimeoutRules",
            "Transports"),
        publicClasses().stream().map(Class::getSimpleName).collect(Collectors.toSet()));
  }

  @Test
  @DisplayName("S0-42 the blocking twin offers every method of the asynchronous one")
  void twins() {
    Set<String> onlyFutures = signatures(ProxyRotatorFutures.class);
    onlyFutures.removeAll(signatures(ProxyRotatorBlocking.class));
    assertEquals(
        Set.of(
            "blocking[]",
            "closeAsync[]",
            "events[]",
            "timedAsync[class java.lang.String, interface java.util.function.Function]"),
        onlyFutures);
  }

  private static Set<String> signatures(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(it -> it.getDeclaringClass() != Object.class)
        .map(it -> it.getName() + Arrays.toString(it.getParameterTypes()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The classes written in Java; those compiled from Kotlin are internal to the module, which only
   * Kotlin can say.
   */
  private static List<Class<?>> publicClasses() throws IOException, URISyntaxException {
    Class<?> anchor = ProxyRotatorFutures.class;
    Path classes = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files =
        Files.list(classes.resolve(anchor.getPackageName().replace('.', '/')))) {
      List<Class<?>> found =
          files
              .map(it -> it.getFileName().toString())
              .filter(it -> it.endsWith(".class") && !it.startsWith("package-info"))
              .map(it -> load(anchor.getPackageName() + "." + it.replace(".class", "")))
              .filter(ApiSurfaceTest::isShown)
              .filter(it -> !it.isAnnotationPresent(kotlin.Metadata.class))
              .collect(Collectors.toList());
      assertTrue(found.contains(anchor));
      return found;
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ApiSurfaceTest.class.getClassLoader());
    } catch (ClassNotFoundException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static boolean isShown(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return isShown(type.getModifiers()) && (outer == null || isShown(outer));
  }

  private static boolean isShown(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static List<Type> shown(Class<?> type) {
    Stream<Type> parents =
        Stream.concat(
            Stream.of(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()));
    Stream<Type> variables = Arrays.stream(type.getTypeParameters());
    Stream<Type> fields =
        members(type.getDeclaredFields()).map(Field.class::cast).map(Field::getGenericType);
    Stream<Type> methods =
        Stream.concat(members(type.getDeclaredMethods()), members(type.getMethods()))
            .map(Method.class::cast)
            .flatMap(it -> Stream.concat(Stream.of(it.getGenericReturnType()), parts(it)));
    Stream<Type> constructors =
        members(type.getDeclaredConstructors())
            .map(Constructor.class::cast)
            .flatMap(it -> parts(it));
    return Stream.of(parents, variables, fields, methods, constructors)
        .flatMap(it -> it)
        .collect(Collectors.toList());
  }

  private static Stream<Member> members(Member[] members) {
    return Arrays.stream(members).filter(it -> isShown(it.getModifiers()));
  }

  private static Stream<Type> parts(Executable executable) {
    return Stream.of(
            executable.getGenericParameterTypes(),
            executable.getGenericExceptionTypes(),
            executable.getTypeParameters())
        .flatMap(Arrays::stream);
  }

  private static Stream<Class<?>> mentioned(Type type) {
    if (type instanceof Class<?> plain) return Stream.of(plain);
    if (type instanceof ParameterizedType generic) {
      return Stream.concat(
          mentioned(generic.getRawType()),
          Arrays.stream(generic.getActualTypeArguments()).flatMap(ApiSurfaceTest::mentioned));
    }
    if (type instanceof GenericArrayType array) return mentioned(array.getGenericComponentType());
    if (type instanceof WildcardType wildcard) {
      return Stream.of(wildcard.getUpperBounds(), wildcard.getLowerBounds())
          .flatMap(Arrays::stream)
          .flatMap(ApiSurfaceTest::mentioned);
    }
    if (type instanceof TypeVariable<?> variable) {
      return Arrays.stream(variable.getBounds()).flatMap(ApiSurfaceTest::mentioned);
    }
    return Stream.empty();
  }
}
