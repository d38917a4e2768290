/** Lessons as data: text, goals the machine checks itself, the way to each. {@link lucid86.debugger.lesson.Lesson} explains the files. */
package lucid86.debugger.lesson;
