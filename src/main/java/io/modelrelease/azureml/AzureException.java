package io.modelrelease.azureml;

import java.time.Duration;
import java.util.Optional;

/** What Azure, or the way to it, answered instead of what was asked. */
public final class AzureException extends RuntimeException {

  /** How people and machines react to it. */
  public enum Kind {
    /** Throttled, down, unreachable: try again later, nobody needs to know. */
    TRANSIENT,
    /** Something else is at the resource, or Azure said when to come again: wait until then. */
    BUSY,
    /** It will be refused again until somebody changes something. */
    REJECTED
  }

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final int status;
  private final String code;
  private final String words;
  private final String request;
  private final String likelyCause;
  private final String nextStep;
  private final Duration pause;

  /**
   * @param status HTTP status, 0 when there was no answer
   * @param code Azure's
   * @param words Azure's
   * @param request method and resource
   * @param nextStep what a person can do
   */
  public AzureException(
      Kind kind, int status, String code, String words, String request, String nextStep) {
    this(kind, status, code, words, request, "", nextStep);
  }

  /**
   * @param likelyCause a sentence, or nothing
   */
  AzureException(
      Kind kind,
      int status,
      String code,
      String words,
      String request,
      String likelyCause,
      String nextStep) {
    this(kind, status, code, words, request, likelyCause, nextStep, null);
  }

  private AzureException(
      Kind kind,
      int status,
      String code,
      String words,
      String request,
      String likelyCause,
      String nextStep,
      Duration pause) {
    super(
        "%s: %s (%s%s). %s"
            .formatted(
                request,
                words.strip().replaceFirst("[.]$", ""),
                status == 0 ? "" : status + " ",
                code,
                nextStep));
    this.kind = kind;
    this.status = status;
    this.code = code;
    this.words = words;
    this.request = request;
    this.likelyCause = likelyCause;
    this.nextStep = nextStep;
    this.pause = pause;
  }

  /** The same, when it is known how long to wait before it is worth another try. */
  public AzureException busyFor(Duration wait) {
    return new AzureException(
        Kind.BUSY, status, code, words, request, likelyCause, "It goes on by itself then.", wait);
  }

  /** How long Azure wants to be left alone with this, from the moment of its answer. */
  public Optional<Duration> pause() {
    return Optional.ofNullable(pause);
  }

  public Kind kind() {
    return kind;
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String words() {
    return words;
  }

  public String request() {
    return request;
  }

  /** A sentence, or nothing where none is known. */
  public String likelyCause() {
    return likelyCause;
  }

  public String nextStep() {
    return nextStep;
  }
}
