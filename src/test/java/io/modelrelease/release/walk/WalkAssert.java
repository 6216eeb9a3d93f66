package io.modelrelease.release.walk;

import java.util.ArrayList;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Where a token went, not only that it ended. */
public final class WalkAssert extends AbstractAssert<WalkAssert, Walked> {
  private WalkAssert(Walked walked) {
    super(walked, WalkAssert.class);
  }

  public static WalkAssert assertThat(Walked walked) {
    return new WalkAssert(walked);
  }

  /** Came along these elements, in this order, with others between. */
  public WalkAssert hasPassed(String... elements) {
    var path = actual.path();
    var left = new ArrayList<>(path);
    for (var element : elements) {
      var at = left.indexOf(element);
      Assertions.assertThat(at).as("%s, in order, in %s", element, path).isNotNegative();
      left.subList(0, at + 1).clear();
    }
    return this;
  }

  public WalkAssert hasNotPassed(String... elements) {
    Assertions.assertThat(actual.path()).doesNotContain(elements);
    return this;
  }

  /** Came along an element so many times. */
  public WalkAssert hasPassedTimes(int times, String element) {
    Assertions.assertThat(actual.path()).filteredOn(element::equals).hasSize(times);
    return this;
  }

  public WalkAssert isEndedAt(String endEvent) {
    Assertions.assertThat(actual.isOver()).as("over; it waits at %s", actual.waitingAt()).isTrue();
    var path = actual.path();
    Assertions.assertThat(path.get(path.size() - 1)).isEqualTo(endEvent);
    return this;
  }

  public WalkAssert isWaitingAt(String... elements) {
    Assertions.assertThat(actual.waitingAt()).containsExactlyInAnyOrder(elements);
    return this;
  }
}
