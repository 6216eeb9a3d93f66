package io.modelrelease.doors;

import java.util.List;

/**
 * A row of the table of bad input.
 *
 * @param name what is wrong with it
 * @param field the first field that the problem names; empty: none, since the request as a whole is
 *     wrong
 * @param words what detail and messages say
 */
record BadInput(String name, Request request, int status, String field, List<String> words) {

  static BadInput bad(String name, Request request, int status, String field, String... words) {
    return new BadInput(name, request, status, field, List.of(words));
  }

  @Override
  public String toString() {
    return name;
  }
}
