/**
 * The last step: one rollout per endpoint, what was there recorded before the first write, the new
 * deployment verified before traffic moves and after, the predecessor kept for the way back.
 */
package io.modelrelease.release.production;
