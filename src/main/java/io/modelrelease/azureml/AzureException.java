package io.modelrelease.azureml;

/** What Azure, or the way to it, answered instead of what was asked. */
public final class AzureException extends RuntimeException {

  /** How people and machines react to it. */
  public enum Kind {
    /** Throttled, down, unreachable: try again later, nobody needs to know. */
    TRANSIENT,
    /** Something else is at the resource: wait until that is over. */
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
