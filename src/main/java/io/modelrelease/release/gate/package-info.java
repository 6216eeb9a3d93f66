/**
 * The gates: tables of requirements (DMN) and the few lines that hold a candidate against them and
 * say in words what passed, what did not, and by how much.
 */
package io.modelrelease.release.gate;
