/**
 * A model project: a folder of Azure ML CLI v2 YAML files and {@code model.yml}, read, checked as a
 * whole, and mapped to the request bodies that Microsoft's own client would send. The mapping is a
 * table for each kind of file ({@link io.modelrelease.project.FileKind} names them all). Nothing
 * here talks to Azure.
 */
package io.modelrelease.project;
