package dev.proxyrotator.pool

/** The proxy that a request is tied to was removed, or is out of rotation or banned at the target. */
internal class ExitLostException : Exception("The proxy of this session is not in rotation")
