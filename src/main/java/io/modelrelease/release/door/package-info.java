/** Who may come in while others are on their way, and when production is closed to all. */
package io.modelrelease.release.door;
