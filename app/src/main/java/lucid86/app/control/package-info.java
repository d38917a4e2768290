/** Controls made for this program: the row list, the pixel screen. They know nothing of machines. */
package lucid86.app.control;
