/**
 * Expressions over the machine's state: for conditions, watches, log messages and wherever a person types an address. One language,
 * explained at {@link lucid86.debugger.expr.Expression}.
 */
package lucid86.debugger.expr;
