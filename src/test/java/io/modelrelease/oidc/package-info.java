/** People who log in at an identity provider. */
package io.modelrelease.oidc;
