package dev.proxyrotator.proxy

/** Marks what is public only for this project's own modules. It may change or go in any release. */
@RequiresOptIn("Only for the modules of proxy-rotator itself.", RequiresOptIn.Level.ERROR)
@Retention(AnnotationRetention.BINARY)
@Target(AnnotationTarget.CLASS, AnnotationTarget.CONSTRUCTOR, AnnotationTarget.FUNCTION, AnnotationTarget.PROPERTY)
public annotation class InternalRotatorApi
