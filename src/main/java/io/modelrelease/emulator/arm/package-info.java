/**
 * Azure Resource Manager's half of Azure ML: resources, their long-running operations, references
 * between them, and what is refused.
 *
 * <p>Unverified on Azure, and decided here: deleting the default deployment of a batch endpoint is
 * refused; publishing to a registry version that exists is refused with 409; a model or data asset
 * whose path holds nothing is refused at registration.
 */
package io.modelrelease.emulator.arm;
