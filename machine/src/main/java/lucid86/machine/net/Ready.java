package lucid86.machine.net;

/** What is attached to a selection key: hears when its channel is ready. On the network's thread. */
interface Ready {
    void ready();
}
