/** What would be sent to Azure, said before anything is: the command {@code plan}. */
package io.modelrelease.plan;
