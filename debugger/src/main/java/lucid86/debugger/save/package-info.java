/** Saved states and recordings as files: zip archives with a named, versioned entry for each part. Emulation thread. */
package lucid86.debugger.save;
