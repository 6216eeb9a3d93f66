/** What must not be so in production: looked at before anything starts, and said all at once. */
package io.modelrelease.guard;
