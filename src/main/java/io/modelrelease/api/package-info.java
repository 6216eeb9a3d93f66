/**
 * The REST door: start, follow and stop releases; what is wrong with a request is said by field.
 */
package io.modelrelease.api;
