/**
 * The bad days of a release: stopped, undone, repaired, two at once, and people who go round it.
 */
package io.modelrelease.troubles;
