package lucid86.resources;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The boot disk and its listing fit together. That NASM makes them of the sources is checked by resources/checks/nasm.sh. */
class LessonsTest {
    /** Line number, offset, bytes without anything to be relocated, a code line of the source. */
    private static final Pattern PLAIN = Pattern.compile("^ *\\d+ ([0-9A-F]{8}) ((?:[0-9A-F]{2})+) .*");

    @Test
    void theImageIsAWholeDiskWithABootSector() {
        byte[] image = Lessons.image();
        assertEquals(1_474_560, image.length);
        assertEquals(0x55, image[510]);
        assertEquals((byte) 0xaa, image[511]);
    }

    @Test
    void theListingTellsTheImagesBytes() {
        byte[] image = Lessons.image();
        int compared = 0;
        for (String line : Lessons.listing().lines().toList()) {
            var m = PLAIN.matcher(line);
            if (!m.matches()) continue;
            int at = Integer.parseInt(m.group(1), 16);
            byte[] bytes = HexFormat.of().parseHex(m.group(2));
            for (int i = 0; i < bytes.length; i++) assertEquals(bytes[i], image[at + i], line);
            compared += bytes.length;
        }
        assertTrue(compared > 2000, "only " + compared + " bytes");
    }

    @Test
    void everyLabelIsThereOnceInTheListing() {
        var labels = new HashSet<String>();
        var label = Pattern.compile("^.{40}([a-z][a-z0-9_]*):.*");
        for (String line : Lessons.listing().lines().toList()) {
            var m = label.matcher(line);
            if (m.matches()) assertTrue(labels.add(m.group(1)), line);
        }
        for (int lesson = 1; lesson <= 7; lesson++) assertTrue(labels.contains("lesson" + lesson), "lesson" + lesson);
        assertTrue(labels.contains("boot"));
    }
}
