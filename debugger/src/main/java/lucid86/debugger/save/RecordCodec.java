package lucid86.debugger.save;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Writes and reads records of plain values, whatever components they have: what is new in a configuration or an input event is
 * saved without a line here. Only types reachable from the one asked for are ever made, so a hostile file can name no others.
 */
final class RecordCodec {
    private static final int MAX_TEXT = 1 << 20, MAX_BYTES = 1 << 24, MAX_ITEMS = 1 << 24;

    private final UnaryOperator<String> paths;

    /** @param paths translates each file's path, on the way out or in */
    RecordCodec(UnaryOperator<String> paths) {
        this.paths = paths;
    }

    // ---- out --------------------------------------------------------------------------------------------------------------

    void write(DataOutput out, Type type, Object v) throws IOException {
        switch (v) {
            case Long l -> out.writeLong(l);
            case Integer i -> out.writeLong(i);
            case Boolean b -> out.writeLong(b ? 1 : 0);
            case Double d -> out.writeDouble(d);
            case String s -> text(out, s);
            case Enum<?> e -> text(out, e.name());
            case Path p -> text(out, paths.apply(p.toString()));
            case LocalDateTime t -> text(out, t.toString());
            case byte[] b -> {
                out.writeInt(b.length);
                out.write(b);
            }
            case OptionalInt o -> {
                out.writeBoolean(o.isPresent());
                if (o.isPresent()) out.writeLong(o.getAsInt());
            }
            case Optional<?> o -> {
                out.writeBoolean(o.isPresent());
                if (o.isPresent()) write(out, argument(type, 0), o.get());
            }
            case Collection<?> c -> {
                out.writeInt(c.size());
                for (Object item : c) write(out, argument(type, 0), item);
            }
            case Map<?, ?> m -> {
                out.writeInt(m.size());
                for (var e : m.entrySet()) {
                    write(out, argument(type, 0), e.getKey());
                    write(out, argument(type, 1), e.getValue());
                }
            }
            case Record r -> {
                if (raw(type).isInterface()) text(out, r.getClass().getSimpleName());
                for (RecordComponent c : r.getClass().getRecordComponents()) write(out, c.getGenericType(), component(r, c));
            }
            default -> throw new IllegalStateException("cannot save a " + v.getClass().getName());
        }
    }

    private static Object component(Record r, RecordComponent c) {
        try {
            return c.getAccessor().invoke(r);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + c, e);
        }
    }

    static void text(DataOutput out, String s) throws IOException {
        byte[] b = s.getBytes(StandardCharsets.UTF_8);
        out.writeInt(b.length);
        out.write(b);
    }

    // ---- in ---------------------------------------------------------------------------------------------------------------

    /** Throws an {@link IOException} for whatever is wrong with the data. */
    <T> T read(DataInput in, Class<T> type) throws IOException {
        try {
            return type.cast(value(in, type));
        } catch (IllegalArgumentException | DateTimeException | NullPointerException e) {
            throw new IOException("damaged: " + e.getMessage(), e);
        }
    }

    private Object value(DataInput in, Type type) throws IOException {
        Class<?> c = raw(type);
        if (c == long.class || c == Long.class) return in.readLong();
        if (c == int.class || c == Integer.class) return Math.toIntExact(range(in.readLong()));
        if (c == boolean.class || c == Boolean.class) return in.readLong() != 0;
        if (c == double.class || c == Double.class) return in.readDouble();
        if (c == String.class) return text(in);
        if (c == Path.class) return path(text(in));
        if (c == LocalDateTime.class) return LocalDateTime.parse(text(in));
        if (c == byte[].class) return bytes(in, MAX_BYTES);
        if (c == OptionalInt.class) return in.readBoolean() ? OptionalInt.of(Math.toIntExact(range(in.readLong()))) : OptionalInt.empty();
        if (c == Optional.class) return in.readBoolean() ? Optional.of(value(in, argument(type, 0))) : Optional.empty();
        if (c == List.class || c == Set.class) {
            var list = new ArrayList<>();
            for (int n = count(in); n > 0; n--) list.add(value(in, argument(type, 0)));
            return c == List.class ? list : new LinkedHashSet<>(list);
        }
        if (c == Map.class) {
            var map = new LinkedHashMap<>();
            for (int n = count(in); n > 0; n--) map.put(value(in, argument(type, 0)), value(in, argument(type, 1)));
            return map;
        }
        if (c.isEnum()) return constant(c, text(in));
        if (c.isRecord()) return record(in, c);
        if (c.isSealed()) {
            String name = text(in);
            for (Class<?> sub : c.getPermittedSubclasses()) if (sub.isRecord() && sub.getSimpleName().equals(name)) return record(in, sub);
            throw new IOException("damaged, or of a later version: no " + c.getSimpleName() + " is a " + name);
        }
        throw new IllegalStateException("cannot load a " + type);
    }

    private static Object constant(Class<?> type, String name) throws IOException {
        for (Object o : type.getEnumConstants()) if (((Enum<?>) o).name().equals(name)) return o;
        throw new IOException("damaged, or of a later version: no " + type.getSimpleName() + " is a " + name);
    }

    private Object record(DataInput in, Class<?> type) throws IOException {
        var components = type.getRecordComponents();
        var values = new Object[components.length];
        for (int i = 0; i < values.length; i++) values[i] = value(in, components[i].getGenericType());
        try {
            var constructor = type.getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IOException("damaged: " + e.getCause().getMessage(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type, e);
        }
    }

    private Path path(String s) throws IOException {
        try {
            return Path.of(paths.apply(s));
        } catch (InvalidPathException e) {
            throw new IOException("damaged: no path: " + s, e);
        }
    }

    private static long range(long v) throws IOException {
        if ((int) v != v) throw new IOException("damaged: " + v + " is out of range");
        return v;
    }

    private static int count(DataInput in) throws IOException {
        int n = in.readInt();
        if (n < 0 || n > MAX_ITEMS) throw new IOException("damaged: a list of " + n);
        return n;
    }

    static String text(DataInput in) throws IOException {
        return new String(bytes(in, MAX_TEXT), StandardCharsets.UTF_8);
    }

    static byte[] bytes(DataInput in, int most) throws IOException {
        return bytes(in, 1, most);
    }

    /** A number of units of so many bytes each. */
    static byte[] bytes(DataInput in, int unit, int most) throws IOException {
        int n = in.readInt();
        if (n < 0 || n > most / unit) throw new IOException("damaged: " + n + " values in one piece");
        var b = new byte[n * unit];
        in.readFully(b);
        return b;
    }

    // ---- types ------------------------------------------------------------------------------------------------------------

    private static Class<?> raw(Type t) {
        return t instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) t;
    }

    private static Type argument(Type t, int number) {
        return ((ParameterizedType) t).getActualTypeArguments()[number];
    }
}
