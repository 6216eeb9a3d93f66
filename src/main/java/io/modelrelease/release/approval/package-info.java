/**
 * People decide: who is asked, what they are shown, what they said. Approvals are rows of the
 * ledger, written when the task is completed; whatever stands before a write to production asks
 * those rows and nothing else.
 */
package io.modelrelease.release.approval;
