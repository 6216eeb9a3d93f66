/** The program: what the first argument names, the embedded emulator, and the first start. */
package io.modelrelease;
