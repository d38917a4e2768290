package lucid86.machine.net;

/** Both ends of a connection, as the guest sees them. */
record TcpKey(int guest, int guestPort, int peer, int peerPort) {
    static TcpKey of(TcpSegment s) {
        return new TcpKey(s.source(), s.sourcePort(), s.destination(), s.destinationPort());
    }
}
