package dev.proxyrotator.samples.broken

fun main(): Unit = error("this sample does not come through")
