package lucid86.debugger.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.session.Tour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The protocol itself, and what happens to those who do not keep to it. */
@Timeout(60)
class GdbPacketsTest {
    @TempDir
    Path dir;

    private Session session;
    private GdbServer server;

    @BeforeEach
    void open() throws IOException {
        session = Tour.open(dir, SessionOptions.stopped());
        server = GdbServer.start(session, GdbServer.address("tcp::0"), _ -> {});
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        session.close();
    }

    private String ask(Socket s, String packet) throws IOException {
        raw(s.getOutputStream(), packet);
        return answer(s);
    }

    private static void raw(OutputStream out, String packet) throws IOException {
        int sum = packet.chars().sum() & 0xff;
        out.write(String.format("$%s#%02x", packet, sum).getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String answer(Socket s) throws IOException {
        var text = new StringBuilder();
        int c = s.getInputStream().read();
        while (c == '+') c = s.getInputStream().read();
        assertEquals('$', c);
        for (c = s.getInputStream().read(); c != '#'; c = s.getInputStream().read()) text.append((char) c);
        s.getInputStream().readNBytes(2);
        return text.toString();
    }

    private Socket connect() throws IOException {
        var s = new Socket("127.0.0.1", server.port());
        s.setSoTimeout(20_000);
        return s;
    }

    @Test
    void describesItself() throws IOException {
        try (Socket s = connect()) {
            assertTrue(ask(s, "qSupported:swbreak+;hwbreak+").contains("qXfer:features:read+"));
            String xml = ask(s, "qXfer:features:read:target.xml:0,fff0");
            assertTrue(xml.startsWith("l<?xml") && xml.contains("org.gnu.gdb.i386.sse") && xml.contains("name=\"st7\""), xml);
            assertEquals("m" + xml.substring(1, 17), ask(s, "qXfer:features:read:target.xml:0,10"));
            String all = ask(s, "g");
            assertEquals(GdbRegisters.offset(GdbRegisters.count() - 1) + 8, all.length());
            assertEquals("f0ffffff", ask(s, "p8"), "EIP as a linear address");
            assertEquals("", ask(s, "vMustReplyEmpty"));
            assertEquals("E14", ask(s, "mc0000000,0").isEmpty() ? "E14" : "");
        }
    }

    @Test
    void survivesNonsense() throws IOException {
        var random = new Random(4);
        for (String packet : new String[] {"", "p", "pzz", "p999", "P8", "P8=1", "m", "m1", "m,", "mffffffffffffffffff,1", "M0,4:00", "Mx", "X0,5:a", "Z0", "Z0,,", "Z9,0,1", "z0,1,1", "G00",
            "Gzz", "qXfer:features:read:target.xml:", "qRcmd,6", "qRcmd,7a7a", "vCont;", "vCont;x", "m0,ffffffff", "P10=ffffffff", "Z2,5000,0", "Z2,5000,80000000"}) {
            try (Socket s = connect()) {
                ask(s, packet.isEmpty() ? "!" : packet);
                assertEquals("QC1", ask(s, "qC"), packet);
            }
        }
        for (int i = 0; i < 20; i++) {
            try (Socket s = connect()) {
                var junk = new byte[200];
                random.nextBytes(junk);
                for (int j = 0; j < junk.length; j++) if (junk[j] == '$') junk[j] = 0;
                s.getOutputStream().write(junk);
                assertEquals("QC1", ask(s, "qC"));
            }
        }
        try (Socket s = connect()) {
            s.getOutputStream().write(("$" + "m".repeat(100_000)).getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(-1, s.getInputStream().read(), "too long: gone");
        } catch (java.net.SocketException _) {
            // reset, which is the same
        }
        try (Socket s = connect()) {
            assertEquals("QC1", ask(s, "qC"));
        }
    }

    @Test
    void stopsWhatRuns() throws IOException {
        try (Socket s = connect()) {
            ask(s, "QStartNoAckMode");
            assertEquals("T05thread:1;", ask(s, "vCont;s:1"));
            raw(s.getOutputStream(), "c");
            s.getOutputStream().write(3);
            assertEquals("T02thread:1;", answer(s));
            assertEquals("T02thread:1;", ask(s, "?"));
        }
    }
}
