/** The MC146818 real-time clock with its CMOS memory, and what firmware expects to find stored there. */
package lucid86.machine.dev.rtc146818;
