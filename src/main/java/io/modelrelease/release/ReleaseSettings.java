package io.modelrelease.release;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the model projects are that the server knows by name.
 *
 * @param projects a folder with one folder a model
 */
@ConfigurationProperties("modelrelease")
public record ReleaseSettings(@DefaultValue("pipelines/models") Path projects) {}
