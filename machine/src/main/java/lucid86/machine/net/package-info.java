/**
 * What a network card's cable leads to, outside the machine: a small network of its own with a router that reaches other
 * hosts through ordinary sockets of this program, with no privileges ("user-mode" networking). Owned by a thread of its own;
 * frames it sends to the guest become input events, so that a recorded run needs no network when it is repeated.
 */
package lucid86.machine.net;
