/** What would be sent to Azure, said before anything is: the command {@code plan}, and checks. */
package io.modelrelease.plan;
