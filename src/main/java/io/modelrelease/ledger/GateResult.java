package io.modelrelease.ledger;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * One requirement of a gate, held against one candidate.
 *
 * @param sentence says in words what passed, or what did not and by how much
 * @param requirement the requirement in words
 * @param tableVersion version of the deployed table that was used
 * @param ruleId row of that table
 */
public record GateResult(
    String gate,
    String metric,
    boolean passed,
    String sentence,
    OptionalDouble candidate,
    OptionalDouble champion,
    String requirement,
    OptionalInt tableVersion,
    Optional<String> ruleId) {}
