package lucid86.debugger.gdb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;
import lucid86.debugger.script.Console;
import lucid86.debugger.session.Session;

/** Waits for gdb on a TCP port and serves one gdb at a time. Whoever can connect owns the machine: by default only this host can. */
public final class GdbServer implements AutoCloseable {
    /** QEMU's port, which {@code -s} means. */
    public static final int DEFAULT_PORT = 1234;

    private final ServerSocket socket;
    private final Session session;
    private final Consumer<String> log;
    private volatile Socket client;

    private GdbServer(ServerSocket socket, Session session, Consumer<String> log) {
        this.socket = socket;
        this.session = session;
        this.log = log;
    }

    /**
     * Reads {@code tcp::1234}, {@code tcp:HOST:1234} or {@code :1234}. Without a host, it is this host's loopback.
     *
     * @throws IllegalArgumentException with a message for people
     */
    public static InetSocketAddress address(String text) {
        String t = text.startsWith("tcp:") ? text.substring(4) : text;
        int colon = t.lastIndexOf(':');
        try {
            int port = Integer.parseInt(t.substring(colon + 1).replaceFirst(",.*", ""));
            if (colon >= 0 && port >= 0 && port <= 0xffff) {
                String host = t.substring(0, colon);
                return host.isEmpty() ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port) : new InetSocketAddress(host, port);
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException("-gdb wants tcp::PORT or tcp:HOST:PORT, not '" + text + "'");
    }

    /** Begins to listen. */
    public static GdbServer start(Session session, InetSocketAddress address, Consumer<String> log) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, 1);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        var server = new GdbServer(socket, session, log);
        var thread = new Thread(server::serve, "gdb");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    /** The port it listens on. */
    public int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket s = socket.accept()) {
                client = s;
                s.setTcpNoDelay(true);
                new GdbConnection(session, new Console(session), s.getInputStream(), s.getOutputStream()).serve();
            } catch (IOException e) {
                if (!socket.isClosed() && !(e instanceof java.io.EOFException)) log.accept("gdb: " + e.getMessage());
            } finally {
                client = null;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        Socket s = client;
        if (s != null) s.close();
    }
}
