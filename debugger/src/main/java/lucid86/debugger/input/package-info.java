/** Text as a person would type it. Called by sessions and by the guests' runner. */
package lucid86.debugger.input;
