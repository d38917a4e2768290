package lucid86.jit.ir;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares that a helper has a quick twin: a public static method of the same name in another class, which does all the helper does when
 * nothing is in the way. Otherwise it does nothing and gives false; one that never refuses gives nothing. The twin of a helper with a result gives it
 * in the low half of a long, and a negative one to refuse. It throws nothing and calls nothing that HotSpot would not inline, so that compiled
 * code around it keeps its values in registers.
 *
 * <p>A helper whose first argument is the linear address of an access says so; the twin has the backing memory and an offset in it there instead.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Quick {
    /** The twin's class. */
    Class<?> value();

    /** Bytes of the access, in one page; 0: none. */
    int bytes() default 0;

    /** The access is a store. */
    boolean write() default false;

    /** The access must be aligned whatever the mode. */
    boolean aligned() default false;
}
