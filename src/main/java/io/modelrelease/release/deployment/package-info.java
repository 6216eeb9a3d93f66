/**
 * Endpoints and deployments, the same in staging and production: created once, named after the
 * version, found again by what runs twice.
 */
package io.modelrelease.release.deployment;
