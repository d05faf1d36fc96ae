package dev.proxyrotator.java;

import java.util.regex.Pattern;

/** A URL for logs and messages: user name, password and query may be secrets and are not shown. */
final class PrintedUrl {
  private static final Pattern USER_INFO = Pattern.compile("//[^/?#]*@");

  private PrintedUrl() {}

  static String of(String url) {
    String shown = url.split("[?#]", 2)[0];
    return USER_INFO.matcher(shown).replaceFirst("//***@");
  }
}
