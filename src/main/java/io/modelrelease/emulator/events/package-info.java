/**
 * Event Grid as Azure ML's workspaces feed it: subscriptions with a handshake, events pushed to web
 * hooks at least once and in no order.
 */
package io.modelrelease.emulator.events;
