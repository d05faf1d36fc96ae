package dev.proxyrotator

/** Keeps the blocks of the configuration from seeing each other's properties. */
@DslMarker
@Target(AnnotationTarget.CLASS)
public annotation class RotatorDsl
