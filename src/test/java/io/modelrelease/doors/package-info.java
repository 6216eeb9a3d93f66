/** The doors of the running application, by real HTTP: who may what, and what is refused how. */
package io.modelrelease.doors;
