/** One class for each panel: a function of a snapshot. To add one, write the class and a line in {@code shell.Panels}. */
package lucid86.app.panel;
