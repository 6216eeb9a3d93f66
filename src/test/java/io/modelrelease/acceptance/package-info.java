/**
 * The whole application, used as its users use it: packaged and started as a user starts it, or in
 * this process beside an emulator that does wrong what it is told to.
 */
package io.modelrelease.acceptance;
