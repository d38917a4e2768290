/** Access to the data of this module: the boot disk of lessons. Anybody may call. */
package lucid86.resources;
