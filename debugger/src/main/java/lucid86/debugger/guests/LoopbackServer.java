package lucid86.debugger.guests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Executors;

/** A web server on this host's loopback address, for guests to reach: {@code /greeting}, {@code /big}, and {@code /md5} for posts. */
final class LoopbackServer {
    static final String GREETING = "a greeting from outside";
    private static final byte[] BIG = new byte[4 << 20];

    static {
        new Random(86).nextBytes(BIG);
    }

    private LoopbackServer() {}

    private static final class Holder {
        static final int PORT = start();
    }

    /** Its port; the server starts when it is first asked for, and ends with the program. */
    static int port() {
        return Holder.PORT;
    }

    static String md5OfBig() {
        return md5(BIG);
    }

    static String md5(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(data));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static int start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
            server.createContext("/greeting", x -> answer(x, (GREETING + "\n").getBytes(StandardCharsets.US_ASCII)));
            server.createContext("/big", x -> answer(x, BIG));
            server.createContext("/md5", x -> answer(x, (md5(x.getRequestBody().readAllBytes()) + "\n").getBytes(StandardCharsets.US_ASCII)));
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return server.getAddress().getPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("no port on the loopback address", e);
        }
    }

    private static void answer(HttpExchange x, byte[] body) throws IOException {
        try (x) {
            x.sendResponseHeaders(200, body.length);
            x.getResponseBody().write(body);
        }
    }
}
