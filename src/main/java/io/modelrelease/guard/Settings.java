package io.modelrelease.guard;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;

/** The settings as they stand, with what cannot be resolved as not set. */
record Settings(ConfigurableEnvironment environment) {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "[::1]");

  boolean profile(String name) {
    return environment.acceptsProfiles(Profiles.of(name));
  }

  /** Empty where it is not set, or names a variable that is not there. */
  String text(String setting) {
    try {
      return Optional.ofNullable(environment.getProperty(setting)).orElse("").strip();
    } catch (IllegalArgumentException unresolvable) {
      return "";
    }
  }

  boolean missing(String setting) {
    return text(setting).isEmpty();
  }

  boolean is(String setting) {
    return text(setting).equalsIgnoreCase("true");
  }

  /** Whether it is set, to something else than an address with https. */
  boolean unsafe(String setting) {
    return !missing(setting) && !https(setting);
  }

  boolean https(String setting) {
    return address(setting)
        .filter(uri -> "https".equals(uri.getScheme()) && uri.getHost() != null)
        .isPresent();
  }

  Optional<String> host(String setting) {
    return address(setting).map(URI::getHost);
  }

  private Optional<URI> address(String setting) {
    try {
      return Optional.of(URI.create(text(setting)));
    } catch (IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  static boolean isThisMachine(String host) {
    return THIS_MACHINE.contains(host) || host.startsWith("127.");
  }

  /** The settings that a list is made of: one with commas, or one for each. */
  Stream<String> partsOf(String list) {
    return Stream.concat(
        Stream.of(list).filter(name -> !missing(name)),
        below(list).stream().map(list.concat("[%s]")::formatted));
  }

  /** The values of one setting with commas. */
  Stream<String> texts(String setting) {
    return Stream.of(text(setting).split(",")).map(String::strip);
  }

  /** What stands right below a setting: the names of tokens, say. */
  Set<String> below(String setting) {
    var parent = ConfigurationPropertyName.of(setting);
    var names = new TreeSet<String>();
    for (var source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable) {
        iterable.stream()
            .filter(parent::isAncestorOf)
            .map(
                name ->
                    name.getElement(
                        parent.getNumberOfElements(), ConfigurationPropertyName.Form.ORIGINAL))
            .forEach(names::add);
      }
    }
    return names;
  }
}
