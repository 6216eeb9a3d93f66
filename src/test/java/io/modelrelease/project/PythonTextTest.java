package io.modelrelease.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Microsoft's client, a Python program, makes of a plain word of YAML. */
class PythonTextTest {
  @ParameterizedTest
  @CsvSource({
    "yes, True",
    "Off, False",
    "y, y",
    "017, 15",
    "0x1F, 31",
    "-0b101, -5",
    "1:30, 90",
    "1:30.5, 90.5",
    "1_000, 1000",
    "0.10, 0.1",
    "1., 1.0",
    "0.00001, 1e-05",
    "1.5e+16, 1.5e+16",
    "123456789012345.0, 123456789012345.0",
    "1e-3, 1e-3",
    "1.0e-3, 0.001",
    "-2.50, -2.5",
    "1.2.3, 1.2.3"
  })
  void wordsBecomeWhatPythonWrites(String yaml, String text) {
    assertThat(PythonText.of(PythonText.value(yaml))).isEqualTo(text);
  }
}
