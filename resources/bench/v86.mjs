// Runs a guest on v86, with COM1 on standard output: node v86.mjs JSON, where JSON has module (libv86.mjs), wasm, bios, vgaBios,
// ram (MiB) and either floppy or kernel, initrd, append. Ends when it is killed.
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const o = JSON.parse(process.argv[2]);
const { V86 } = await import(pathToFileURL(o.module));
const file = path => ({ buffer: new Uint8Array(fs.readFileSync(path)).buffer });
const settings = {
    wasm_path: o.wasm,
    memory_size: o.ram << 20,
    vga_memory_size: 8 << 20,
    bios: file(o.bios),
    vga_bios: file(o.vgaBios),
    disable_speaker: true,
    autostart: true,
};
if (o.floppy) settings.fda = file(o.floppy);
if (o.kernel) {
    settings.bzimage = file(o.kernel);
    settings.cmdline = o.append;
    if (o.initrd) settings.initrd = file(o.initrd);
}
const emulator = new V86(settings);
const byte = Buffer.alloc(1);
emulator.add_listener("serial0-output-byte", b => {
    byte[0] = b;
    fs.writeSync(1, byte);
});
