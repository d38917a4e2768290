/** The program: command line, window, menus, the one pulse that feeds all panels. Workbench and the classes named Window... need JavaFX, nothing else does. */
package lucid86.app.shell;
