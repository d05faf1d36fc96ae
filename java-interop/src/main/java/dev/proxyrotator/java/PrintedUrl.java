package dev.proxyrotator.java;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A URL for logs and messages: user name, password and query may be secrets and are not shown. */
final class PrintedUrl {
  private static final Pattern PARTS =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*:)?//(?<authority>[^/?#]*)(?<rest>.*)", Pattern.DOTALL);

  private PrintedUrl() {}

  /**
   * Of a URL with an {@code @} where user names do not end, only the scheme: one whose password has
   * a slash in it looks like that.
   */
  static String of(String url) {
    if (url.indexOf('@') < 0) return path(url);
    Matcher parts = PARTS.matcher(url);
    if (!parts.matches()) return "…";
    String scheme = parts.group("scheme") == null ? "//" : parts.group("scheme") + "//";
    String rest = parts.group("rest");
    if (rest.indexOf('@') >= 0) return scheme + "…";
    String authority = parts.group("authority");
    return scheme + "***" + authority.substring(authority.lastIndexOf('@')) + path(rest);
  }

  private static String path(String url) {
    return url.split("[?#]", 2)[0];
  }
}
