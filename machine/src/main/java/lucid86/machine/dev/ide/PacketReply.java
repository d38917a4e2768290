package lucid86.machine.dev.ide;

/** What a packet command leads to. */
sealed interface PacketReply {
    /** Done, nothing to transfer. */
    record Done() implements PacketReply {}

    /** Failed; REQUEST SENSE will tell. */
    record Failed(Sense sense) implements PacketReply {}

    /** Bytes for the host. */
    record Bytes(byte[] data) implements PacketReply {}

    /** Sectors from the disc, {@code layout.size()} bytes each. */
    record Sectors(long first, long count, CdSector layout) implements PacketReply {}

    /** Bytes wanted from the host, at most 65535. */
    record Wanted(int count) implements PacketReply {}

    Done DONE = new Done();
}
