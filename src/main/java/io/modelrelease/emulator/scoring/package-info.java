/**
 * The data plane of endpoints: online deployments that answer, batch deployments whose jobs score
 * CSV files.
 *
 * <p>Unverified on Azure, and decided here: the largest online request (1.5 MB); liveness needs no
 * key; a batch job whose output file exists already fails; a file that cannot be scored counts once
 * for error_threshold, however many of its rows are wrong; a scoring process that answers too late
 * (408) is ended and started again; the words of a deployment whose container does not come up.
 * Request timeouts (408) and the limit of concurrent requests (429) hold for what Python serves;
 * the models that the emulator serves itself answer in milliseconds and have neither.
 */
package io.modelrelease.emulator.scoring;
