/** Static methods for what is too hard for a few IR operations, shared by both engines. */
package lucid86.jit.helpers;
