package dev.proxyrotator.engine.tls

/** Lets a function use what Android API 26 lacks; it must work without it there. */
@Target(AnnotationTarget.FUNCTION)
@Retention(AnnotationRetention.BINARY)
internal annotation class NewerThanAndroid26
