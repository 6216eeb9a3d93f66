/**
 * What must be true whatever process variables say: who asked, what was trained, which bytes were
 * measured, tested and approved, what each endpoint showed before the first write to it.
 *
 * <p>Rows are written in the engine's own transaction: a step and what it says of itself become
 * true together or not at all. The key of everything is the release id, which is the business key
 * of every process instance of a release.
 */
package io.modelrelease.ledger;
