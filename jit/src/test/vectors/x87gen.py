#!/usr/bin/env python3
"""x87gen.py [seed] > specs.tsv: inputs of the x87 vectors, to be recorded on a real processor; columns as in vec1.tsv.gz.

Every x87 instruction on every class of operand (unsupported encodings too), under all masks, precisions and rounding
modes, often with an FWAIT behind it; undocumented aliases; control instructions; the transcendental instructions at
their limits. Left out: what the processor itself computes inexactly enough to cross a power of two."""
import random, struct, sys

R = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 87)
count = 0


def f80(sign, exp, mant):
    return '%04x%016x' % (sign << 15 | exp, mant)


def random_mantissa():
    return 1 << 63 | R.getrandbits(63)


EDGE_EXPONENTS = [1, 2, 3, 30, 64, 65, 0x7ffe, 0x7ffd] + [0x3fff + d for d in (
    -1075, -1023, -1022, -150, -127, -126, -1, 0, 1, 15, 31, 62, 63, 127, 128, 1023, 1024)]
EDGE_FRACTIONS = [0, (1 << 63) - 1, 1 << 39, 1 << 10, (1 << 11) - 1, 0x7fffff0000000000, 0x7fffff8000000000,
                  0x7ffffffffffff800, 0x7ffffffffffffc00]


def value():
    s, t = R.getrandbits(1), R.random()
    if t < .08: return f80(s, 0, 0)
    if t < .14: return f80(s, 0x7fff, 1 << 63)
    if t < .19: return f80(s, 0x7fff, 3 << 62 | R.choice([0, R.getrandbits(62)]))
    if t < .23: return f80(s, 0x7fff, 1 << 63 | R.getrandbits(61) | 1)
    if t < .30: return f80(s, 0, R.choice([1, R.getrandbits(62) | 1, (1 << 63) - 1]))
    if t < .34: return f80(s, 0, 1 << 63 | R.choice([0, R.getrandbits(63)]))
    if t < .38: return f80(s, R.randrange(1, 0x7fff), R.getrandbits(63))
    if t < .40: return f80(s, 0x7fff, R.choice([0, R.getrandbits(63)]))
    if t < .55: return f80(s, 0x3fff + R.randrange(0, 12), 1 << 63 | R.getrandbits(11) << 52)
    if t < .65: return f80(s, 0x3fff + R.randrange(-3, 4), random_mantissa())
    if t < .75: return f80(s, 0x3fff + R.randrange(-70, 70), random_mantissa())
    if t < .92: return f80(s, R.choice(EDGE_EXPONENTS), 1 << 63 | R.choice(EDGE_FRACTIONS + [R.getrandbits(63)]))
    return f80(s, R.randrange(1, 0x7fff), random_mantissa())


def emit(name, kind, code, cw, sw, used, values, data=None, flags=0x202, eflags_mask='cd5', sw_mask='ffff'):
    global count
    count += 1
    registers = ','.join(['00000000'] * 4 + ['00300800'] + ['00000000'] * 3 + ['%08x' % flags])
    values = (list(values) + ['0' * 20] * 8)[:8]
    fpu = '%04x,%04x,%02x,' % (cw | 0x40, sw, used) + ','.join(values)
    print('\t'.join(['%s#%d' % (name, count), kind, bytes(code).hex(), eflags_mask, sw_mask, registers,
                     bytes(data).hex() if data else '-', '-', fpu, '-']))


def random_bytes(n):
    return bytearray(R.getrandbits(8) for _ in range(n))


REGISTER_ARITHMETIC = [(op, r) for op in (0xd8, 0xdc, 0xde) for r in range(8) if op != 0xde or r not in (2, 3)]
FIXED = [(0xde, 0xd9), (0xda, 0xe9)] + [(0xd9, x) for x in (
    0xe0, 0xe1, 0xe4, 0xe5, 0xf4, 0xfa, 0xfc, 0xfd, 0xf8, 0xf5, 0xf6, 0xf7, 0xd0)]
LOADS = [(op, r) for op in (0xd8, 0xdc, 0xda, 0xde) for r in range(8)] + [
    (0xd9, 0), (0xdd, 0), (0xdb, 5), (0xdf, 0), (0xdb, 0), (0xdf, 5), (0xdf, 4)]
STORES = [(0xd9, 2), (0xd9, 3), (0xdd, 2), (0xdd, 3), (0xdb, 7), (0xdf, 2), (0xdf, 3), (0xdb, 2), (0xdb, 3), (0xdf, 7),
          (0xdf, 1), (0xdb, 1), (0xdd, 1), (0xdf, 6)]
MOVES = [(0xd9, 0xc0), (0xd9, 0xc8), (0xdd, 0xd0), (0xdd, 0xd8), (0xdd, 0xc0), (0xdd, 0xe0), (0xdd, 0xe8), (0xdb, 0xe8),
         (0xdb, 0xf0), (0xdf, 0xe8), (0xdf, 0xf0), (0xda, 0xc0), (0xdb, 0xc8), (0xdd, 0xc8), (0xdf, 0xc8), (0xdf, 0xd0),
         (0xdf, 0xd8), (0xd9, 0xd8), (0xdf, 0xc0), (0xdc, 0xd0), (0xdc, 0xd8), (0xde, 0xd0)]
SINGLES = [0, 1 << 31, 0x7f800000, 0xff800000, 0x7fc00001, 0x7f800001, 1, 0x007fffff, 0x3f800000, 0xbf800000, 0x00800000]
DOUBLES = [0, 1 << 63, 0x7ff << 52, 0xfff << 52, 0x7ff8000000000001, 0x7ff0000000000001, 1, (1 << 52) - 1, 0x3ff << 52, 1 << 52]
CODES_DEFINED = {(0xd9, 0xe4), (0xd9, 0xe5), (0xd9, 0xf8), (0xd9, 0xf5), (0xde, 0xd9), (0xda, 0xe9)}


def operation():
    t, memory = R.random(), False
    if t < .35:
        op, r = R.choice(REGISTER_ARITHMETIC)
        second = 0xc0 | r << 3 | R.randrange(8)
    elif t < .55:
        op, second = R.choice(FIXED)
    elif t < .93:
        op, r = R.choice(LOADS if t < .75 else STORES)
        second, memory = r << 3 | 5, True
    else:
        op, base = R.choice(MOVES)
        second = base | R.randrange(8)
    code = bytes([op, second]) + (struct.pack('<I', 0x9008) if memory else b'')
    if R.random() < .3: code += b'\x9b'
    top, t = R.randrange(8), R.random()
    used = 0xff & ~(1 << (top - 1 & 7)) if t < .8 else 0xff if t < .9 else R.getrandbits(8)
    masks = 0x3f if R.random() < .4 else R.getrandbits(6) if R.random() < .6 else 0x3f & ~(1 << R.randrange(6))
    cw = R.choice([0x300, 0x300, 0x200, 0, 0x100]) | R.randrange(4) << 10 | masks
    sw = top << 11 | R.getrandbits(3) << 8 | (0x4000 if R.random() < .3 else 0)
    data, t = random_bytes(64), R.random()
    if t < .3: data[8:12] = struct.pack('<I', R.choice(SINGLES))
    elif t < .6: data[8:16] = struct.pack('<Q', R.choice(DOUBLES))
    elif t < .8: data[8:18] = bytes.fromhex(value())[::-1]
    if (op, second) == (0xdf, 0x25):
        data[8:17] = bytes(R.randrange(10) << 4 | R.randrange(10) for _ in range(9))
        data[17] &= 0x80
    compares = memory and op in (0xd8, 0xdc, 0xda, 0xde) and second >> 3 in (2, 3)
    emit('%02x%02x' % (op, second if not memory else second >> 3), 'x87', code, cw, sw, used, [value() for _ in range(8)], data,
         0x202 | R.getrandbits(12) & 0x8d5, '445' if op in (0xdb, 0xdf) and second >= 0xe8 else 'cd5',
         'ffff' if (op, second) in CODES_DEFINED or compares else 'baff')


AT = '00900000'
CONTROL = {
    'fldcw': 'd92d' + AT, 'fldcw_fwait': 'd92d' + AT + '9b', 'fldcw_fnstcw': 'd92d' + AT + 'd93d10900000',
    'fnstsw': 'dfe0dd3d20900000', 'fnclex': 'dbe2', 'fninit': 'dbe3', 'fneni': 'dbe0', 'fndisi': 'dbe1', 'fnsetpm': 'dbe4',
    'frstpm': 'dbe5', 'fnstenv': 'd935' + AT, 'fnstenv16': '66d935' + AT, 'fldenv': 'd925' + AT, 'fldenv16': '66d925' + AT,
    'fldenv_fnstenv': 'd925' + AT + 'd93520900000', 'frstor': 'dd25' + AT, 'frstor16': '66dd25' + AT, 'fnsave': 'dd35' + AT,
    'fnsave16': '66dd35' + AT, 'fnsave_frstor': 'dd3500910000dd2500910000'}
UNDEFINED = ('d9d1 d9d7 d9e2 d9e3 d9e6 d9e7 d9ef dbe6 dbef dae8 daea daf0 dbf8 dee0 ded8 dde0 ddf0 ddff dfe1 dfef dffa d909 '
             'db30 db21 dd28').split()


def control(name, code):
    masks = R.getrandbits(6)
    cw = masks | R.choice([0x300, 0, 0x200]) | R.randrange(4) << 10
    # What is raised on entry is masked: nothing waits.
    sw = R.randrange(8) << 11 | R.getrandbits(6) & masks | R.getrandbits(1) << 6 | R.choice([0, 0x100, 0x4700, 0x200])
    emit(name, 'x87', bytes.fromhex(code), cw, sw, R.getrandbits(8), [value() for _ in range(8)], random_bytes(64))


LIMITS = ['0' * 20, '8' + '0' * 19, '3fff8000000000000000', 'bfff8000000000000000', '7fff8000000000000000', 'ffff8000000000000000',
          '7fffc000000000000001', '7fff8000000000000001', 'ffffe000000000000000', '0000000000000000000f', '80004000000000000000',
          '00008000000000000001', '3fff0000000000000001', '7fff0000000000000001', '3ffe8000000000000000', '4000c000000000000000',
          'bffeffffffffffffffff', '3fffffffffffffffffff', 'bfff8000000000000001', 'c001a000000000000000', '403e8000000000000000',
          'c03effffffffffffffff', '0001fffffffffffffff0', '80018000000000000000', '3fc08000000000000000', 'bfb08000000000000000']


def transcendental(op, values, cw):
    used = (1 << len(values)) - 1
    emit('d9' + op, 'x87t', bytes.fromhex('d9' + op), cw, 0x4700, used, values, sw_mask='fdff')


def around_one(low, high, sign=None):
    return f80(R.getrandbits(1) if sign is None else sign, 0x3fff + R.randrange(low, high), random_mantissa())


for _ in range(2600): operation()
for _ in range(75):
    for name, code in CONTROL.items(): control(name, code)
for code in UNDEFINED: control('undefined', code)
for cw in (0x37f, 0x340, 0x77d, 0xb6f, 0xf5f, 0x37e):
    for a in LIMITS:
        for op in ('f0', 'f2', 'fb', 'fe', 'ff'):
            if R.random() < .5: transcendental(op, [a], cw)
        for b in LIMITS:
            if R.random() < .06: transcendental(R.choice(['f1', 'f9', 'f3']), [a, b], cw)
for _ in range(120):
    cw = 0x37f | R.choice([0, 0, 0x400, 0x800, 0xc00])
    transcendental('f0', [around_one(-70, 0)], cw)
    transcendental('f1', [around_one(*R.choice([(-70, 70), (-1, 1)]), 0), around_one(-20, 20)], cw)
    transcendental('f9', [around_one(-70, -1), around_one(-20, 20)], cw)
    transcendental('f3', [around_one(*R.choice([(-70, 70), (-4, 4)])), around_one(-4, 4)], cw)
    for op in ('f2', 'fe', 'ff'): transcendental(op, [around_one(-70, 63)], cw)
    transcendental('fb', [around_one(-4, 4)], cw)
