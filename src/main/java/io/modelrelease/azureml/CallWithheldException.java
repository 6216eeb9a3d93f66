package io.modelrelease.azureml;

/** A call that would have changed something was not sent: whoever watches over it said no. */
public final class CallWithheldException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CallWithheldException(String why) {
    super(why);
  }
}
