/** The packaged application, started as a user starts it, and used as its users use it. */
package io.modelrelease.acceptance;
