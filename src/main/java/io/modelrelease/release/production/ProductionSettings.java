package io.modelrelease.release.production;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a rollout goes.
 *
 * @param bake how long the new version serves before it is verified once more
 * @param livePatience for how long live traffic may go unanswered before it is moved back; short
 *     enough that a step lasts no longer than a minute
 * @param undoPause pause before undo looks again whether anything is left
 */
@ConfigurationProperties("modelrelease.production")
public record ProductionSettings(
    @DefaultValue("PT30M") Duration bake,
    @DefaultValue("PT30S") Duration livePatience,
    @DefaultValue("PT5S") Duration undoPause) {}
