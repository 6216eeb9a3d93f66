package io.modelrelease.security;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The engine's own REST API at {@code /engine-rest}.
 *
 * @param enabled whether it is there at all
 */
@ConfigurationProperties("modelrelease.engine-rest")
record EngineRestSettings(boolean enabled) {}
