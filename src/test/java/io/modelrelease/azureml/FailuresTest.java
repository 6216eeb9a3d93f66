package io.modelrelease.azureml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelrelease.azureml.AzureException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer of Azure means: try again, wait, or ask a person. */
class FailuresTest {

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void triesAgainWhatWillPass(int status) {
    assertThat(failure(status, "Any", "words").kind()).isEqualTo(Kind.TRANSIENT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "409 | Conflict | Another operation is in progress on this endpoint",
        "409 | OperationInProgress | Try later",
        "409 | AnotherOperationInProgress | Try later",
        "409 | Conflict | Endpoint x is currently updating",
        "409 | Conflict | The deployment is being deleted",
        "409 | Conflict | Resource is in Creating state",
        "409 | Conflict | Cannot create a deployment in endpoint e because it is in Updating provisioning state.",
        "409 | Conflict | Conflict of operation, another operation on same entity is already running",
        "400 | UserError | The endpoint is being updated, wait for it",
        "409 | ConcurrentModification | Concurrent update of the resource"
      })
  void waitsForWhatIsBusy(int status, String code, String message) {
    assertThat(failure(status, code, message).kind()).isEqualTo(Kind.BUSY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | UserError | maxConcurrentRequestsPerInstance must be at least 1",
        "400 | UserError | authMode cannot be changed after the endpoint is created",
        "400 | UserError | Asset paths cannot be updated.",
        "400 | BadRequest | Not enough quota",
        "401 | InvalidAuthenticationToken | The access token is invalid",
        "403 | AuthorizationFailed | The client does not have authorization",
        "404 | ResourceNotFound | Not here",
        "409 | Conflict | The name is already taken",
        "412 | PreconditionFailed | ETag",
        "422 | UserError | no"
      })
  void asksAPersonAboutTheRest(int status, String code, String message) {
    var failure = failure(status, code, message);
    assertThat(failure.kind()).isEqualTo(Kind.REJECTED);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.words()).isEqualTo(message);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.nextStep()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | OutOfQuota | Not enough quota available | Free cores",
        "409 | Conflict | The endpoint name is already taken | names: in model.yml",
        "403 | Denied | no | the role that Azure names",
        "401 | Expired | no | tenant, client id and secret",
        "404 | ResourceNotFound | no | Create what is missing",
        "400 | UserError | something else | Mend what Azure names"
      })
  void saysWhatToDoNext(int status, String code, String message, String next) {
    assertThat(failure(status, code, message).nextStep()).contains(next);
  }

  @Test
  void saysWhatWasAskedAndWhatWasAnswered() {
    assertThat(failure(400, "OutOfQuota", "6 cores are free"))
        .hasMessage(
            "PUT /x: 6 cores are free (400 OutOfQuota). Free cores (delete a deployment that is not"
                + " needed) or ask for quota, then choose Retry.");
  }

  @Test
  void triesAgainWhatWasNotAnswered() {
    var failure = Failures.unreachable("GET /x", new IOException("Connection refused"));
    assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT);
    assertThat(failure.status()).isZero();
    assertThat(failure)
        .hasMessageContaining("Connection refused")
        .hasCauseInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'error':{'code':'UserError','message':'m','target':'t'}} | UserError | m",
        "{'code':'NotFound','message':'gone'} | NotFound | gone",
        "{'error_code':'RESOURCE_DOES_NOT_EXIST','message':'Run not found'} | RESOURCE_DOES_NOT_EXIST | Run not found",
        "{'error':{'code':null,'message':null}} | Unknown | Azure gave no reason.",
        "{'error':'a text'} | Unknown | Azure gave no reason.",
        "{} | Unknown | Azure gave no reason.",
        "[] | Unknown | Azure gave no reason.",
        "\"text\" | Unknown | Azure gave no reason."
      })
  void readsAnyErrorBody(String body, String code, String message) throws Exception {
    var error = AzureError.read(new ObjectMapper().readTree(body.replace('\'', '"')));
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).isEqualTo(message);
  }

  @Test
  void readsTheDetailsOfAnError() throws Exception {
    var error =
        AzureError.read(
            new ObjectMapper()
                .readTree(
                    "{\"error\":{\"code\":\"c\",\"message\":\"m\",\"target\":\"t\","
                        + "\"details\":[{\"code\":\"d\",\"message\":\"first\"},{\"message\":\"second\"}]}}"));
    assertThat(error.target()).hasValue("t");
    assertThat(error.details()).containsExactly("first", "second");
    assertThat(error.withDetails(List.of("log")).details()).containsExactly("log");
  }

  private static AzureException failure(int status, String code, String message) {
    return Failures.of(
        "PUT /x", status, new AzureError(code, message, Optional.empty(), List.of()));
  }
}
