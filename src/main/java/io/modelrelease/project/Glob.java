package io.modelrelease.project;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * One name of a Git pattern: {@code *} any characters, {@code ?} one, {@code [a-z]} one of these,
 * {@code [!a-z]} one of the others, a backslash takes the next as it is. Time grows with the
 * lengths' product only: patterns come from uploaded projects.
 */
final class Glob {
  private final List<Token> tokens = new ArrayList<>();

  /** Many characters, or one of a kind. */
  private record Token(boolean run, IntPredicate accepts) {}

  Glob(String pattern) {
    for (var at = 0; at < pattern.length(); at++) {
      var character = pattern.charAt(at);
      var end = character == '[' ? classEnd(pattern, at + 1) : -1;
      if (character == '*') {
        tokens.add(new Token(true, any -> true));
      } else if (character == '?') {
        tokens.add(new Token(false, any -> true));
      } else if (end > 0) {
        tokens.add(new Token(false, oneOf(pattern.substring(at + 1, end))));
        at = end;
      } else {
        if (character == '\\' && at + 1 < pattern.length()) {
          at++;
        }
        var literal = pattern.charAt(at);
        tokens.add(new Token(false, one -> one == literal));
      }
    }
  }

  /** Where the closing bracket is; -1 where there is none, and the opening one means itself. */
  private static int classEnd(String pattern, int start) {
    var first = start < pattern.length() && pattern.charAt(start) == '!' ? start + 1 : start;
    return pattern.indexOf(']', first + 1); // one that comes first is a member
  }

  private static IntPredicate oneOf(String members) {
    var others = members.startsWith("!");
    var from = others ? 1 : 0;
    IntPredicate found = none -> false;
    for (var at = from; at < members.length(); at++) {
      int low = members.charAt(at);
      var range = at + 2 < members.length() && members.charAt(at + 1) == '-';
      int high = range ? members.charAt(at + 2) : low;
      found = found.or(one -> low <= one && one <= high);
      at += range ? 2 : 0;
    }
    return others ? found.negate() : found;
  }

  boolean matches(String name) {
    var states = new BitSet();
    reach(states, 0);
    for (var i = 0; i < name.length(); i++) {
      var next = new BitSet();
      for (var at = states.nextSetBit(0); at >= 0; at = states.nextSetBit(at + 1)) {
        if (at < tokens.size() && tokens.get(at).accepts().test(name.charAt(i))) {
          reach(next, tokens.get(at).run() ? at : at + 1);
        }
      }
      states = next;
    }
    return states.get(tokens.size());
  }

  /** A run may be of no characters. */
  private void reach(BitSet states, int state) {
    var at = state;
    states.set(at);
    while (at < tokens.size() && tokens.get(at).run()) {
      states.set(++at);
    }
  }
}
