/**
 * What people see beyond stock Tasklist and Cockpit: the releases, and each one's dossier, as
 * pages.
 */
package io.modelrelease.cockpit;
