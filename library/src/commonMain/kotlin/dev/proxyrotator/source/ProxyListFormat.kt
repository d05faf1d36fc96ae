package dev.proxyrotator.source

/**
 * How a list of proxies is written.
 *
 * None of them is run: a PAC script, an HTML page and XML with a DOCTYPE are refused as a whole, whatever the format.
 */
public enum class ProxyListFormat {
    /** Worked out from the content, never from a file name or a content type. The default. */
    AUTO,

    /**
     * One proxy a line, in any form that [dev.proxyrotator.proxy.ProxyForm] lists; also `host port`, and a country and
     * anonymity code after a space (`192.0.2.1:80 SE-A`). Blank lines, lines that begin with `#`, `;` or `//`, and what
     * follows a `#` after a space are skipped.
     */
    LINES,

    /**
     * RFC 4180 with a header that names the columns, separated by commas, semicolons, tabs or bars. A header of schemes
     * only (`http,socks5`) has a proxy in every cell.
     */
    CSV,

    /**
     * Objects or strings in arrays, at any depth up to 32, below keys that may name a scheme; or one of them a line
     * (NDJSON). What `Proxy` itself is serialized to is read back.
     */
    JSON,

    /** `type host port [user password]` after a line `[ProxyList]`, as in `proxychains.conf`. */
    PROXYCHAINS,

    /** Block sequences and mappings of YAML; no tags, anchors, aliases, flow collections or block scalars. */
    YAML,

    /** Elements and attributes of XML 1.0; no DOCTYPE, no entities but the five predefined and the numeric ones. */
    XML,
}
