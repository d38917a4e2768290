package lucid86.jit.ir;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Declares what a helper may touch, or all helpers of a class that do not say themselves; without it, {@link HelperUse#ANYTHING}. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface HelperEffects {
    HelperUse value();
}
