/**
 * Who is who, and who may what: accounts, groups, pipelines' tokens, one login for all doors, and
 * the engine's authorizations and checkers.
 */
package io.modelrelease.security;
