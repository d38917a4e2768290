package lucid86.jit.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lucid86.jit.helpers.Arithmetic;
import lucid86.jit.ir.Val.Reg;
import lucid86.jit.ir.Val.Tmp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every operation says of itself, against the components it consists of. */
class OpTest {
    private static final Helper HELPER = Helper.of((Helper.F4) Arithmetic::flagsOf);

    static Class<?>[] kinds() {
        return Op.class.getPermittedSubclasses();
    }

    /** The component is an operand, or several. */
    private static boolean isOperand(RecordComponent c) {
        return c.getType() == Val.class || c.getType() == List.class;
    }

    /** An operation whose operands are temporaries 10, 11, ... and whose result goes to temporary 1. */
    private static Op example(Class<?> kind) throws ReflectiveOperationException {
        var values = new ArrayList<>();
        int next = 10;
        for (RecordComponent c : kind.getRecordComponents()) {
            Class<?> type = c.getType();
            if (type == Val.class) values.add(new Tmp(next++));
            else if (type == List.class) values.add(List.of(new Tmp(next++), new Tmp(next++), new Tmp(next++), new Tmp(next++)));
            else if (type == Val.Place.class) values.add(new Tmp(1));
            else if (type == Helper.class) values.add(HELPER);
            else if (type == boolean.class) values.add(true);
            else if (type == int.class) values.add(4);
            else values.add(type.getEnumConstants()[0]);
        }
        var types = Arrays.stream(kind.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return (Op) kind.getDeclaredConstructor(types).newInstance(values.toArray());
    }

    private static Object value(RecordComponent c, Op op) throws ReflectiveOperationException {
        return c.getAccessor().invoke(op);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void knowsItsOperandsAndItsResult(Class<?> kind) throws ReflectiveOperationException {
        Op op = example(kind);
        var all = new ArrayList<Val>();
        for (RecordComponent c : kind.getRecordComponents()) {
            if (!isOperand(c)) continue;
            if (value(c, op) instanceof List<?> list) list.forEach(v -> all.add((Val) v));
            else all.add((Val) value(c, op));
        }
        var used = new ArrayList<Val>();
        op.uses(used::add);
        assertEquals(all, used);
        for (Val v : all) assertTrue(op.reads(v));
        assertFalse(op.reads(new Tmp(1)));
        boolean result = Arrays.stream(kind.getRecordComponents()).anyMatch(c -> c.getType() == Val.Place.class);
        assertEquals(result ? new Tmp(1) : null, op.dst());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isTheSameButForWhatIsReplaced(Class<?> kind) throws ReflectiveOperationException {
        Op op = example(kind);
        assertSame(op, op.map(v -> v));
        Op mapped = op.map(v -> new Reg(((Tmp) v).n() - 10));
        for (RecordComponent c : kind.getRecordComponents()) {
            Object old = value(c, op);
            if (isOperand(c)) assertEquals(old.toString().replace("t1", "r1"), registers(value(c, mapped)));
            else assertEquals(old, value(c, mapped));
        }
        if (op.dst() == null) {
            assertThrows(IllegalArgumentException.class, () -> op.withDst(new Reg(3)));
            return;
        }
        Op moved = op.withDst(new Reg(3));
        for (RecordComponent c : kind.getRecordComponents()) assertEquals(c.getType() == Val.Place.class ? new Reg(3) : value(c, op), value(c, moved));
    }

    /** Registers 0, 1, ... as r10, r11, ... */
    private static String registers(Object operands) {
        if (operands instanceof List<?> list) return list.stream().map(OpTest::registers).toList().toString();
        return "r1" + ((Reg) operands).index();
    }
}
