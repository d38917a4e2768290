/** Chips as pictures, a page for each kind. Pages are made once and change in place; all they know comes from {@code DeviceView}. */
package lucid86.app.panel.picture;
