#!/usr/bin/env python3
"""simdgen.py COUNT SEED [NAME...] > specs.tsv

Makes inputs for record.c (docs/VECTORS.md): MMX, SSE to SSE4.2, POPCNT and CRC32 with all MXCSR settings, unmasked exceptions,
denormals and NaNs. COUNT inputs for each form of an instruction. Columns as in the instruction vectors, 0 to 9.
"""
import random
import struct
import sys

COUNT, R = int(sys.argv[1]), random.Random(int(sys.argv[2]))
ONLY = sys.argv[3:]
WINDOW, STACK, FLAGS = 0x9000, 0x300800, 0xcd5


def f32():
    k = R.random()
    sign = R.getrandbits(1) << 31
    if k < .30:
        return sign | R.choice([0, 0, 1, 2, 0x7fffff, 0x400000, 0x800000, 0x800001, 0xffffff, 0x1000000, 0x7f7fffff, 0x7f7ffffe, 0x7f000000,
                                0x7f800000, 0x7fc00000, 0x7fc12345, 0x7f812345, 0x7fbfffff, 0x3f800000, 0x3f000000, 0x3effffff, 0x3f7fffff,
                                0x3fc00000, 0x40200000, 0x4f000000, 0x4effffff, 0x4f000001, 0x4b000000, 0x4b000001, 0x4affffff, 0x20000000,
                                0x1f800000, 0x5f800000, 0x1fffffff])
    if k < .38:
        return sign | R.getrandbits(23) >> R.randrange(23)
    if k < .55:
        return sign | (R.randrange(1, 60) << 23) | R.getrandbits(23) << R.randrange(23) & 0x7fffff
    if k < .65:
        return sign | (R.randrange(195, 255) << 23) | R.getrandbits(23)
    if k < .9:
        return sign | (R.randrange(110, 165) << 23) | R.getrandbits(23) << R.randrange(24) & 0x7fffff
    return R.getrandbits(32)


def f64():
    k = R.random()
    sign = R.getrandbits(1) << 63
    if k < .30:
        return sign | R.choice([0, 0, 1, 2, (1 << 52) - 1, 1 << 51, 1 << 52, (1 << 52) + 1, (2 << 52) - 1, 0x7fefffffffffffff, 0x7ff0 << 48,
                                0x7ff8 << 48, 0x7ff8123456789abc, 0x7ff0123456789abc, 0x7ff7ffffffffffff, 0x3ff0 << 48, 0x3fe0 << 48,
                                0x3fdfffffffffffff, 0x41e0 << 48, 0x41dfffffffc00000, 0x41dfffffffdfffff, 0x41dfffffffe00000, 0x41e0000000200000,
                                0x41e0000000100000, 0x4330 << 48, 0x4330000000000001, 0x36a0 << 48, 0x3690000000000000, 0x380fffffe0000000,
                                0x380fffffefffffff, 0x380ffffff0000000, 0x47efffffe0000000, 0x47efffffefffffff, 0x47effffff0000000])
    if k < .38:
        return sign | R.getrandbits(52) >> R.randrange(52)
    if k < .5:
        return sign | (R.randrange(1, 600) << 52) | R.getrandbits(52) << R.randrange(52) & (1 << 52) - 1
    if k < .6:
        return sign | (R.randrange(1500, 2047) << 52) | R.getrandbits(52)
    if k < .7:
        return sign | (R.randrange(1023 - 155, 1023 - 120) << 52) | R.getrandbits(52) >> R.choice([0, 29, 20]) << R.choice([0, 29, 20]) & (1 << 52) - 1
    if k < .95:
        return sign | (R.randrange(1000, 1060) << 52) | R.getrandbits(52) << R.randrange(53) & (1 << 52) - 1
    return R.getrandbits(64)


def i32():
    k = R.random()
    if k < .3:
        return R.choice([0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x80008000, 0x7fff7fff, 0x80808080, 0x7fffffff, 0x80000000, 0xffffffff,
                         0x00800080, 0xff7fff7f, 0x01000100])
    if k < .5:
        return R.getrandbits(32) >> R.randrange(32)
    return R.getrandbits(32)


def text():
    """Sixteen bytes or eight words from a small alphabet, with zeros: for the string compares."""
    if R.random() < .5:
        return bytes(R.choice([0, 0x41, 0x42, 0x43, 0x5a, 0x61, 0x7a, 0x80, 0xff]) if R.random() < .3 else R.choice(b'ABCz') for _ in range(16))
    return b''.join(struct.pack('<H', R.choice([0, 0x41, 0x42, 0x8000, 0xffff]) if R.random() < .3 else R.choice([0x41, 0x42, 0x43])) for _ in range(8))


def reg(kind):
    if kind == 's':
        return struct.pack('<4I', *[f32() for _ in range(4)])
    if kind == 'd':
        return struct.pack('<2Q', *[f64() for _ in range(2)])
    if kind == 't':
        return text()
    return struct.pack('<4I', *[i32() for _ in range(4)])


def mxcsr():
    m = 0x1f80 if R.random() < .55 else R.getrandbits(6) << 7
    return m | R.choice([0, 0, 0, 0x2000, 0x4000, 0x6000]) | (0x40 if R.random() < .2 else 0) | (0x8000 if R.random() < .2 else 0) | (
        R.getrandbits(6) if R.random() < .3 else 0)


def plain(i):
    """What a register holds that has no part in the instruction."""
    return bytes([i]) * 16


def emit(name, kind, code, regs, data=None, fpu='-', sse='-'):
    flags = 0x202 | R.choice([0, 1, 4, 0x10, 0x40, 0x80, 0x800, 0x8d5])
    print('\t'.join([name, kind, bytes(code).hex(), '%x' % FLAGS, 'ffff' if fpu != '-' else '0', ','.join('%08x' % v for v in regs + [flags]),
                     data.hex() if data else '-', '-', fpu, sse]))


def registers():
    r = [i32() for _ in range(8)]
    r[4] = STACK
    return r


def xmm(name, prefix, opcode, kind, imm=None, memory=16, gpr=False, memory_only=False, registers_only=False):
    """imm: None, or a function giving the immediate. memory: size of the memory operand."""
    for i in range(COUNT):
        r = registers()
        a, b = R.choice([0, 1, 2, 3, 5, 6, 7]), R.choice([0, 1, 2, 3, 5, 6, 7])
        values = [reg(kind) if i in (0, a, b) else plain(i) for i in range(8)]
        if R.random() < .15:
            values[b] = values[a]
        if name.startswith('pcmp') and 'str' in name and R.random() < .85:
            r[0], r[2] = R.choice([0, 1, 3, 5, 7, 8, 15, 16, 17, 0xffffffff, 0xfffffffb, 0x80000000]), R.choice([0, 2, 4, 8, 16, 0x7fffffff, 0xfffffff0, 6])
        sse = '%08x,' % mxcsr() + ','.join(v[::-1].hex() for v in values)
        tail = [imm()] if imm else []
        data = None
        if memory_only or not registers_only and R.random() < .25:
            at = 16 if memory == 16 and R.random() < .95 else R.randrange(40)
            r[6] = WINDOW + at
            if a == 6 and gpr:
                a = 5
            data = bytearray(b''.join(plain(0x90 + i) for i in range(4)))
            data[at:at + 16] = reg(kind)
            code = [a << 3 | 6]
        else:
            code = [0xc0 | a << 3 | b]
        emit(name, 'sse', bytes(prefix) + bytes(opcode) + bytes(code + tail), r, bytes(data[:64]) if data else None, '-', sse)


def mmx(name, opcode, imm=None, prefix=b'', sse_kind=None, memory=True):
    for i in range(COUNT):
        r = registers()
        a, b = R.choice([0, 1, 2, 3, 5, 6, 7]), R.choice([0, 1, 2, 3, 5, 6, 7])
        top = R.randrange(8)
        # The image has ST(0) first, MM0 is physical register 0.
        st = ['ffff%016x' % (i32() << 32 | i32()) if (i + top & 7) in (a, b) else '%04x' % i + '%016x' % (i << 60) for i in range(8)]
        fpu = '037f,%04x,%02x,' % (top << 11, R.getrandbits(8)) + ','.join(st)
        sse = '-' if sse_kind is None else '%08x,' % mxcsr() + ','.join((reg(sse_kind) if i in (a, b) else plain(i))[::-1].hex() for i in range(8))
        tail = [imm()] if imm else []
        data = None
        if memory and R.random() < .25:
            r[6] = WINDOW + 16
            data = plain(0x90) + reg(sse_kind or 'i') + plain(0x91) * 2
            code = [a << 3 | 6]
        else:
            code = [0xc0 | a << 3 | b]
        emit(name, 'mmx', bytes(prefix) + bytes(opcode) + bytes(code + tail), r, data, fpu, sse)


def byte():
    return R.getrandbits(8)


def rounding():
    return R.getrandbits(4)


NP, P66, PF3, PF2 = b'', b'\x66', b'\xf3', b'\xf2'
JOBS = {}


def job(name, f):
    JOBS[name] = f


def fp(name, opcode):
    for suffix, prefix, kind, size in (('ps', NP, 's', 16), ('ss', PF3, 's', 4), ('pd', P66, 'd', 16), ('sd', PF2, 'd', 8)):
        job(name + suffix, lambda p=prefix, k=kind, s=size, n=name + suffix: xmm(n, p, [0x0f, opcode], k, memory=s))
        if name == 'cmp':
            job(name + suffix, lambda p=prefix, k=kind, s=size, n=name + suffix: xmm(n, p, [0x0f, opcode], k, lambda: R.randrange(8), memory=s))


for n, o in (('add', 0x58), ('mul', 0x59), ('sub', 0x5c), ('div', 0x5e), ('min', 0x5d), ('max', 0x5f), ('sqrt', 0x51), ('cmp', 0xc2)):
    fp(n, o)
for n, p, o, k, s in (('addsubpd', P66, 0xd0, 'd', 16), ('addsubps', PF2, 0xd0, 's', 16), ('haddpd', P66, 0x7c, 'd', 16), ('haddps', PF2, 0x7c, 's', 16),
                      ('hsubpd', P66, 0x7d, 'd', 16), ('hsubps', PF2, 0x7d, 's', 16), ('ucomiss', NP, 0x2e, 's', 4), ('comiss', NP, 0x2f, 's', 4),
                      ('ucomisd', P66, 0x2e, 'd', 8), ('comisd', P66, 0x2f, 'd', 8), ('cvtps2pd', NP, 0x5a, 's', 8), ('cvtpd2ps', P66, 0x5a, 'd', 16),
                      ('cvtss2sd', PF3, 0x5a, 's', 4), ('cvtsd2ss', PF2, 0x5a, 'd', 8), ('cvtdq2ps', NP, 0x5b, 'i', 16), ('cvtps2dq', P66, 0x5b, 's', 16),
                      ('cvttps2dq', PF3, 0x5b, 's', 16), ('cvttpd2dq', P66, 0xe6, 'd', 16), ('cvtdq2pd', PF3, 0xe6, 'i', 8), ('cvtpd2dq', PF2, 0xe6, 'd', 16)):
    job(n, lambda n=n, p=p, o=o, k=k, s=s: xmm(n, p, [0x0f, o], k, memory=s))
for n, p, o, k, s in (('cvtsi2ss', PF3, 0x2a, 'i', 4), ('cvtsi2sd', PF2, 0x2a, 'i', 4), ('cvttss2si', PF3, 0x2c, 's', 4), ('cvtss2si', PF3, 0x2d, 's', 4),
                      ('cvttsd2si', PF2, 0x2c, 'd', 8), ('cvtsd2si', PF2, 0x2d, 'd', 8)):
    job(n, lambda n=n, p=p, o=o, k=k, s=s: xmm(n, p, [0x0f, o], k, memory=s, gpr=True))
for n, p, o, k in (('cvtpi2ps', NP, 0x2a, 's'), ('cvtpi2pd', P66, 0x2a, 'd'), ('cvttps2pi', NP, 0x2c, 's'), ('cvtps2pi', NP, 0x2d, 's'),
                   ('cvttpd2pi', P66, 0x2c, 'd'), ('cvtpd2pi', P66, 0x2d, 'd'), ):
    job(n, lambda n=n, p=p, o=o, k=k: mmx(n, [0x0f, o], None, p, k))
job('movq2dq', lambda: mmx('movq2dq', [0x0f, 0xd6], None, PF3, 'i', False))
job('movdq2q', lambda: mmx('movdq2q', [0x0f, 0xd6], None, PF2, 'i', False))
job('mmx_movq', lambda: mmx('mmx_movq', [0x0f, 0x6f]))
job('mmx_movq_st', lambda: mmx('mmx_movq_st', [0x0f, 0x7f]))
job('mmx_movd', lambda: mmx('mmx_movd', [0x0f, 0x6e]))
job('mmx_movd_st', lambda: mmx('mmx_movd_st', [0x0f, 0x7e]))
job('mmx_pinsrw', lambda: mmx('mmx_pinsrw', [0x0f, 0xc4], byte))
job('mmx_pextrw', lambda: mmx('mmx_pextrw', [0x0f, 0xc5], byte, memory=False))
job('mmx_pshufw', lambda: mmx('mmx_pshufw', [0x0f, 0x70], byte))
for o in (0x60, 0x61, 0x62, 0x63, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0xd4, 0xda, 0xde, 0xe0, 0xe3, 0xe4, 0xea, 0xee, 0xf4, 0xf6, 0xfb, 0xf1, 0xd3, 0xe2):
    job('mmx_%02x' % o, lambda o=o: mmx('mmx_%02x' % o, [0x0f, o]))

# SSSE3
for n, o in (('pshufb', 0), ('phaddw', 1), ('phaddd', 2), ('phaddsw', 3), ('pmaddubsw', 4), ('phsubw', 5), ('phsubd', 6), ('phsubsw', 7), ('psignb', 8),
             ('psignw', 9), ('psignd', 10), ('pmulhrsw', 11), ('pabsb', 0x1c), ('pabsw', 0x1d), ('pabsd', 0x1e)):
    job(n, lambda n=n, o=o: xmm(n, P66, [0x0f, 0x38, o], 'i'))
    job('mmx_' + n, lambda n=n, o=o: mmx('mmx_' + n, [0x0f, 0x38, o]))
job('palignr', lambda: xmm('palignr', P66, [0x0f, 0x3a, 0x0f], 'i', lambda: R.randrange(40)))
job('mmx_palignr', lambda: mmx('mmx_palignr', [0x0f, 0x3a, 0x0f], lambda: R.randrange(24)))

# SSE4.1
for n, o, k in (('pblendvb', 0x10, 'i'), ('blendvps', 0x14, 's'), ('blendvpd', 0x15, 'd'), ('ptest', 0x17, 'i'), ('pmuldq', 0x28, 'i'), ('pcmpeqq', 0x29, 'i'),
                ('packusdw', 0x2b, 'i'), ('pcmpgtq', 0x37, 'i'), ('pminsb', 0x38, 'i'), ('pminsd', 0x39, 'i'), ('pminuw', 0x3a, 'i'), ('pminud', 0x3b, 'i'),
                ('pmaxsb', 0x3c, 'i'), ('pmaxsd', 0x3d, 'i'), ('pmaxuw', 0x3e, 'i'), ('pmaxud', 0x3f, 'i'), ('pmulld', 0x40, 'i'), ('phminposuw', 0x41, 'i')):
    job(n, lambda n=n, o=o, k=k: xmm(n, P66, [0x0f, 0x38, o], k))
for n, o, s in (('bw', 0, 8), ('bd', 1, 4), ('bq', 2, 2), ('wd', 3, 8), ('wq', 4, 4), ('dq', 5, 8)):
    job('pmovsx' + n, lambda n=n, o=o, s=s: xmm('pmovsx' + n, P66, [0x0f, 0x38, 0x20 + o], 'i', memory=s))
    job('pmovzx' + n, lambda n=n, o=o, s=s: xmm('pmovzx' + n, P66, [0x0f, 0x38, 0x30 + o], 'i', memory=s))
job('movntdqa', lambda: xmm('movntdqa', P66, [0x0f, 0x38, 0x2a], 'i', memory_only=True))
for n, o, k, s in (('roundps', 8, 's', 16), ('roundpd', 9, 'd', 16), ('roundss', 10, 's', 4), ('roundsd', 11, 'd', 8)):
    job(n, lambda n=n, o=o, k=k, s=s: xmm(n, P66, [0x0f, 0x3a, o], k, rounding, memory=s))
for n, o, k in (('blendps', 12, 's'), ('blendpd', 13, 'd'), ('pblendw', 14, 'i'), ('dpps', 0x40, 's'), ('dppd', 0x41, 'd'), ('mpsadbw', 0x42, 'i')):
    job(n, lambda n=n, o=o, k=k: xmm(n, P66, [0x0f, 0x3a, o], k, byte))
for n, o, s in (('pextrb', 0x14, 1), ('pextrw', 0x15, 2), ('pextrd', 0x16, 4), ('extractps', 0x17, 4), ('pinsrb', 0x20, 1), ('insertps', 0x21, 4), ('pinsrd', 0x22, 4)):
    job(n, lambda n=n, o=o, s=s: xmm(n, P66, [0x0f, 0x3a, o], 'i', byte, memory=s))

# SSE4.2
for n, o in (('pcmpestrm', 0x60), ('pcmpestri', 0x61), ('pcmpistrm', 0x62), ('pcmpistri', 0x63)):
    job(n, lambda n=n, o=o: xmm(n, P66, [0x0f, 0x3a, o], 't', lambda: R.randrange(128), memory=8))
for n, p, o in (('crc32b', PF2, 0xf0), ('crc32d', PF2, 0xf1), ('crc32w', P66 + PF2, 0xf1)):
    job(n, lambda n=n, p=p, o=o: xmm(n, p, [0x0f, 0x38, o], 'i', memory=4, gpr=True))
job('popcntd', lambda: xmm('popcntd', PF3, [0x0f, 0xb8], 'i', memory=4, gpr=True))
job('popcntw', lambda: xmm('popcntw', P66 + PF3, [0x0f, 0xb8], 'i', memory=4, gpr=True))


def edges():
    """Operands that end or begin at the edges of the mapped pages: which byte faults, and that nothing else happens."""
    forms = [(p, o) for o in (0x10, 0x11) for p in (NP, P66, PF3, PF2)] + [(NP, 0x28), (NP, 0x29), (P66, 0x6f), (P66, 0x7f), (PF3, 0x6f), (PF3, 0x7f),
             (PF3, 0x7e), (P66, 0xd6), (NP, 0x12), (NP, 0x13), (NP, 0x16), (NP, 0x17), (P66, 0x6e), (P66, 0x7e), (PF2, 0xf0), (NP, 0x58), (PF3, 0x58),
             (PF2, 0x58), (P66, 0x60), (PF2, 0x12), (NP, 0x5a), (PF3, 0xe6), (NP, 0xae)]
    for prefix, opcode in forms:
        for at in (0x7fff, 0x7ffd, 0x7ff9, 0x7ff0, 0x7ff1, 0x8000, 0xbff0, 0xbff1, 0xbff8, 0xbff9, 0xbffc, 0xbffd, 0xc000):
            for reg_field in ((0, 1, 2, 3) if opcode == 0xae else (1,)):
                if opcode == 0xae and (reg_field == 1 or at == 0xc000):
                    continue  # FXRSTOR of zeros changes the x87 registers; of FXSAVE's many bytes, any may be the first to fault
                r = registers()
                r[6] = at
                emit('edge_%02x' % opcode, 'sse', prefix + bytes([0x0f, opcode, reg_field << 3 | 6]), r, None, '-',
                     '00001f80,' + ','.join(plain(i).hex() for i in range(8)))
    for at in range(0xbff0, 0xc001):
        r = registers()
        r[7] = at
        emit('edge_maskmovdqu', 'sse', b'\x66\x0f\xf7\xca', r, None, '-', '00001f80,' + ','.join(
            (bytes(R.choice([0, 0, 0x80]) for _ in range(16)) if i == 2 else plain(i)).hex() for i in range(8)))


job('edge', edges)

print('# simdgen count=%d' % COUNT)
for n, f in JOBS.items():
    if not ONLY or any(n.startswith(o) for o in ONLY):
        f()
