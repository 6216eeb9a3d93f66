package io.modelrelease.emulator.job;

import java.util.ArrayList;
import java.util.List;

/**
 * A command as an argument vector, without a shell. Words are separated by blanks and continued
 * lines and may be quoted; {@code ${{…}}} is left as it is. What only a shell understands is
 * refused, so that no command means something else here than on Azure.
 */
final class CommandLine {
  private static final String SHELL = ";|&<>()$`*?\n";
  private static final String SHELL_IN_QUOTES = "$`";

  private final String text;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int at;

  private CommandLine(String text) {
    this.text = text;
  }

  /**
   * The words of a command.
   *
   * @throws JobFailure for shell syntax, and for a quote that does not end
   */
  static List<String> split(String command) {
    return new CommandLine(command.strip()).split();
  }

  private List<String> split() {
    while (at < text.length()) {
      var character = text.charAt(at);
      if (placeholder()) {
        continue;
      }
      if (character == '\\' && at + 1 < text.length()) {
        escaped(text.charAt(at + 1));
        at += 2;
        continue;
      }
      at++;
      switch (character) {
        case ' ', '\t', '\r' -> endWord();
        case '\'' -> singleQuoted();
        case '"' -> doubleQuoted();
        default -> {
          refuseShell(character, SHELL);
          add(character);
        }
      }
    }
    endWord();
    return words;
  }

  private void escaped(char character) {
    if (character == '\n') {
      endWord();
    } else {
      add(character);
    }
  }

  private void singleQuoted() {
    inWord = true;
    while (at < text.length()) {
      if (placeholder()) {
        continue;
      }
      var character = text.charAt(at++);
      if (character == '\'') {
        return;
      }
      add(character);
    }
    throw unfinished();
  }

  private void doubleQuoted() {
    inWord = true;
    while (at < text.length()) {
      if (placeholder()) {
        continue;
      }
      var character = text.charAt(at++);
      if (character == '"') {
        return;
      }
      if (character == '\\' && at < text.length() && "\\\"$`".indexOf(text.charAt(at)) >= 0) {
        add(text.charAt(at++));
        continue;
      }
      refuseShell(character, SHELL_IN_QUOTES);
      add(character);
    }
    throw unfinished();
  }

  private boolean placeholder() {
    if (!text.startsWith("${{", at)) {
      return false;
    }
    var end = text.indexOf("}}", at);
    if (end < 0) {
      throw new JobFailure(JobFailure.USER_ERROR, "The command has a ${{ without its }}.");
    }
    inWord = true;
    word.append(text, at, end + 2);
    at = end + 2;
    return true;
  }

  private void add(char character) {
    inWord = true;
    word.append(character);
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }

  private static void refuseShell(char character, String refused) {
    if (refused.indexOf(character) >= 0) {
      throw refusal(
          "its command needs a shell (%s)"
              .formatted(character == '\n' ? "several lines" : "the character " + character));
    }
  }

  static JobFailure refusal(String why) {
    return new JobFailure(
        JobFailure.USER_ERROR,
        ("Only the sample program trainer may run with modelrelease.emulator.commands=trainer, and %s."
                + " Set modelrelease.emulator.commands=any to let jobs run any command with your rights.")
            .formatted(why));
  }

  private static JobFailure unfinished() {
    return new JobFailure(JobFailure.USER_ERROR, "The command has a quote that does not end.");
  }
}
