/** The classic step templates, on agents with a recording az and on a bare Debian. */
package io.modelrelease.pipelines.classic;
