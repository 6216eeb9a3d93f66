package io.modelrelease.devops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tokens of runs go, and where they do not. */
class OrganizationsTest {
  private static final Organizations ORGANIZATIONS =
      new Organizations(
          List.of("https://dev.azure.com/contoso", "https://tfs.corp:8443/tfs/"), false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://dev.azure.com/contoso/",
        "https://dev.azure.com/contoso",
        "https://dev.azure.com:443/contoso/",
        "https://DEV.azure.com/Contoso/",
        "https://tfs.corp:8443/tfs/DefaultCollection/",
      })
  void allowsItsOrganizationsHoweverTheyAreWritten(String address) {
    assertThat(ORGANIZATIONS.collection(address)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/contoso/",
        "http://dev.azure.com/contoso/",
        "https://dev.azure.com/",
        "https://dev.azure.com/contoso2/",
        "https://dev.azure.com/contoso/../fabrikam/",
        "https://dev.azure.com/contoso/./x/",
        "https://dev.azure.com/contoso//x/",
        "https://dev.azure.com/contoso/%2e%2e/fabrikam/",
        "https://dev.azure.com/contoso%2ffabrikam/",
        "https://dev.azure.com/contoso/..%2ffabrikam/",
        "https://dev.azure.com/contoso\\@evil.example/",
        "https://dev.azure.com/contoso/?x=/",
        "https://dev.azure.com/contoso/#/",
        "https://dev.azure.com@evil.example/contoso/",
        "https://user:secret@dev.azure.com/contoso/",
        "https://dev.azure.com:8443/contoso/",
        "https://dev.azure.com.evil.example/contoso/",
        "https://dev.azure.com./contoso/",
        "https://dev.azurе.com/contoso/",
        "https://devazure.com/contoso/",
        "https://evil.example/https://dev.azure.com/contoso/",
        "https://tfs.corp/tfs/DefaultCollection/",
        "https://dev.azure.com/contoso/ ",
        "https://dev.azure.com/contoso/\n",
        "file:///contoso/",
      })
  void allowsNothingThatOnlyLooksLikeThem(String address) {
    assertThat(ORGANIZATIONS.collection(address)).isEmpty();
  }

  @Test
  void readsTheRunOfItsPage() {
    var run =
        ORGANIZATIONS.run(
            "https://dev.azure.com/contoso/my%20models/_build/results?view=logs&buildId=4711&j=1");
    assertThat(run).isPresent();
    assertThat(run.get().api("build/builds/4711"))
        .isEqualTo(URI.create("https://dev.azure.com/contoso/my%20models/_apis/build/builds/4711"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/contoso/models/_build/results?buildId=1",
        "https://dev.azure.com/fabrikam/models/_build/results?buildId=1",
        "https://dev.azure.com/contoso/%2e%2e/_build/results?buildId=1",
        "https://dev.azure.com/contoso/../_build/results?buildId=1",
        "https://dev.azure.com/contoso/a%2fb/_build/results?buildId=1",
        "https://dev.azure.com/contoso/a%252fb/_build/results?buildId=1",
        "https://dev.azure.com/contoso/models/_build/results?buildId=x",
        "https://dev.azure.com/contoso/models/_build/results",
        "https://dev.azure.com/contoso/models/_git/x?buildId=1",
      })
  void readsNoRunOfAnythingElse(String page) {
    assertThat(ORGANIZATIONS.run(page)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://dev.azure.com/",
        "http://dev.azure.com/contoso/",
        "http://127.0.0.1:8080/contoso/",
        "dev.azure.com/contoso",
        "https://me@dev.azure.com/contoso/"
      })
  void refusesASettingThatWouldAllowTooMuch(String address) {
    assertThatThrownBy(() -> new Organizations(List.of(address), false))
        .hasMessageContaining("modelrelease.devops.organizations")
        .hasMessageContaining("https://dev.azure.com/contoso/");
  }
}
