package dev.proxyrotator.testkit

/** The proxy's URL with the credentials of the [Canary], which only [ProxyBehaviour.RequireCredentials] would ask for. */
val LoopbackProxy.secretUrl: String get() = url(Canary.USERNAME, Canary.PASSWORD)
