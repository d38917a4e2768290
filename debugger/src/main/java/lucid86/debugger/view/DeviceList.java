package lucid86.debugger.view;

import java.util.List;

/** All chips with their registers, in board order. */
public record DeviceList(List<Inspector.NamedView> devices) {
    /** The question. */
    public record Query() implements View<DeviceList> {
        @Override
        public DeviceList read(Inspector machine) {
            return new DeviceList(machine.devices());
        }

        @Override
        public int perSecond() {
            return 8;
        }
    }
}
