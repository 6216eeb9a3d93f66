/**
 * The candidate's way through the registries: published from the dev workspace under the same name
 * and version, its bytes compared after every copy.
 */
package io.modelrelease.release.registry;
