#!/usr/bin/env python3
"""usergen.py COUNT SEED [NAME...] > specs.tsv; needs nasm

Makes inputs for record.c (docs/VECTORS.md): segments of a local descriptor table and far transfers through them, small stacks,
faults at page ends and in the middle of repeated strings, faults of instructions that read and write, flags that POPF and IRET
may change, alignment checks, and the approximations RCPPS and RSQRTPS.
"""
import random
import struct
import subprocess
import sys
import tempfile

COUNT, R = int(sys.argv[1]), random.Random(int(sys.argv[2]))
ONLY = sys.argv[3:]
CODE, WINDOW, STACK = 0x100000, 0x9000, 0x300800
DATA_END, STACK_LOW, STACK_END = 0xc000, 0x300000, 0x301000
FLAGS, USER_FLAGS = 0xcd5, 0x243fd5
NAMES = 'eax ecx edx ebx esp ebp esi edi'.split()
# record.c says what they are.
CODE16, SMALL, READ_ONLY, DOWN32, DOWN16, CODE_X, CONFORMING, NO_DATA, NO_CODE, STACK16, STACK32, STACK_DOWN, CODE_SHORT, EMPTY, FLAT = range(7, 127, 8)
CODES = [CODE16, CODE_X, CONFORMING, NO_CODE, CODE_SHORT, 0x23]
LDT = list(range(7, 127, 8))
ASSEMBLED = {}


def assemble(text):
    if text not in ASSEMBLED:
        with tempfile.NamedTemporaryFile('w', suffix='.asm') as source, tempfile.NamedTemporaryFile('rb') as out:
            source.write('bits 32\norg 0x100800\n' + text.replace('; ', '\n') + '\n')
            source.flush()
            subprocess.run(['nasm', '-w-all', '-O1', '-f', 'bin', '-o', out.name, source.name], check=True)
            ASSEMBLED[text] = out.read()
    return ASSEMBLED[text]


def i32():
    return R.choice([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x8000, 0x80]) if R.random() < .3 else R.getrandbits(32) >> R.randrange(32)


def emit(name, text, kind='i32', data=None, stack=None, mask=FLAGS, sse='-', flags=None, **registers):
    r = [i32() for _ in range(8)]
    r[4] = STACK
    for n, v in registers.items():
        r[NAMES.index(n)] = v & 0xffffffff
    if flags is None:
        flags = R.choice([0, 1, 4, 0x10, 0x40, 0x80, 0x800, 0x8d5])
    print('\t'.join([name, kind, assemble(text).hex(), '%x' % mask, '0', ','.join('%08x' % v for v in r + [0x202 | flags]),
                     data.hex() if data else '-', stack.hex() if stack else '-', '-', sse]))


def noise(n=64):
    return bytes(R.randrange(256) for _ in range(n))


def selector():
    """Any of the table, mostly as CPL 3 names it; null; outside the table; the flat ones of the GDT."""
    if R.random() < .6:
        return R.choice(LDT)
    return R.choice([R.choice(LDT) & ~R.randrange(4), R.randrange(4), 0x7f, 0xfff7, 0x23, 0x2b, 0x28 | R.randrange(4), 0x20 | R.randrange(4)])


def offset(sel):
    """An offset near what limits the segment."""
    edge = {SMALL: 0x40, DOWN32: 0x9008, DOWN16: 0x20, STACK32: 0x810, READ_ONLY: 0x20, CODE_SHORT: 0x900, CODE_X: 0x1000}.get(sel, WINDOW + 16)
    at = edge + R.randrange(-6, 6)
    return at if sel != DOWN16 or R.random() < .7 else 0x10000 + R.randrange(-4, 4)


def loads():
    for _ in range(COUNT * 10):
        sel, seg = selector(), R.choice(['ds', 'es', 'fs', 'gs'])
        access = R.choice(['mov edx, [%s:esi]', 'mov dx, [%s:esi]', 'mov dl, [%s:esi]', 'mov [%s:esi], edx', 'mov [%s:esi], dl', 'add [%s:esi], dx',
                           'xchg [%s:esi], edx', 'fld qword [%s:esi]', 'cmp edx, [%s:esi]', 'movups [%s:esi], xmm0'])
        x = access.startswith('movups')
        emit('load ' + seg, 'mov %s, eax; mov ecx, %s; ' % (seg, seg) + access % seg, 'ldt', data=noise(), eax=sel, esi=offset(sel),
             sse='00001f80' + ',%032x' % 0x0f0e0d0c0b0a09080706050403020100 * 8 if x else '-')
    for _ in range(COUNT * 2):
        sel = selector()
        what = R.choice(['lds edx, [esi]', 'les edx, [esi]', 'lfs edx, [esi]', 'lgs edx, [esi]', 'lss esp, [esi]', 'lds dx, [esi]', 'les dx, [esi]'])
        size = 2 if ' dx' in what else 4
        where = struct.pack('<I', STACK if 'lss' in what else i32())[:size] + struct.pack('<H', sel)
        emit('load pointer', what + '; mov ecx, %s' % what[1:3], 'ldt', data=(where + noise())[:64], esi=WINDOW)
    for _ in range(COUNT * 2):
        sel, seg = selector(), R.choice(['ds', 'es', 'fs', 'gs', 'ss'])
        emit('pop ' + seg, R.choice(['', 'o16 ']) + 'pop %s; mov ecx, %s' % (seg, seg), 'ldt', stack=struct.pack('<I', i32() & 0xffff0000 | sel) + noise(28))


def query():
    for what in ['lar ecx, eax', 'lsl ecx, eax', 'lar cx, ax', 'lsl cx, ax', 'verr ax', 'verw ax']:
        for _ in range(COUNT):
            emit(what.split()[0], what, 'ldt', eax=i32() & 0xffff0000 | selector())


def target(sel):
    """An offset that is INT3 in a segment, or lies outside it."""
    at = R.choice([0x400, 0x7fe, 0x8ff, 0x900, 0xc00, 0xfff, 0x1000]) if R.random() < .8 else R.choice([0x10000, 0x20000, -1])
    return (at + CODE if sel in (CONFORMING, 0x23) and at >= 0 and R.random() < .95 else at) & 0xffffffff


def code_selector():
    sel = R.choice(CODES) if R.random() < .75 else selector()
    return sel & ~R.randrange(4) if R.random() < .15 else sel


def far(name):
    for _ in range(COUNT * 4):
        sel = code_selector()
        at = target(sel)
        size = R.choice(['', '', 'o16 '])
        if R.random() < .4 and not size:
            emit(name + ' immediate', name + ' 0x%x:dword 0x%x' % (sel, at), 'ldt')
        else:
            pointer = struct.pack('<H' if size else '<I', at & (0xffff if size else -1)) + struct.pack('<H', sel)
            emit(name + ' memory', name + (' word' if size else ' dword') + ' far [esi]', 'ldt', data=(pointer + noise())[:64], esi=WINDOW)


def transfers():
    far('jmp')
    far('call')
    for _ in range(COUNT * 4):
        sel = code_selector()
        at, size = target(sel), R.choice([2, 4, 4])
        image = struct.pack('<H' if size == 2 else '<I', at & (0xffff if size == 2 else -1)) + struct.pack('<I', i32() & 0xffff0000 | sel)[:size]
        emit('retf', ('o16 ' if size == 2 else '') + R.choice(['retf', 'retf 8']), 'ldt', stack=(image + noise(32))[:32])
    for _ in range(COUNT * 4):
        sel = code_selector()
        at, size = target(sel), R.choice([2, 4, 4])
        # NT is left alone: with it set, IRET means a task switch, of which no CPU in long mode knows.
        flags = R.getrandbits(32) & ~0x24100 | 2
        image = struct.pack('<H' if size == 2 else '<I', at & (0xffff if size == 2 else -1)) + struct.pack('<I', sel)[:size] + struct.pack('<I', flags & ~0x4000)[:size]
        emit('iret', 'iretw' if size == 2 else 'iretd', 'ldt', stack=(image + noise(32))[:32], mask=USER_FLAGS)


STACKERS = ['push eax', 'o16 push eax', 'push dword [ebx]', 'pop eax', 'o16 pop eax', 'pop dword [ebx]', 'pushad', 'pushaw', 'popad', 'popaw', 'pushfd',
            'pushfw', 'enter 8,0', 'enter 8,1', 'enter 16,2', 'o16 enter 4,3', 'leave', 'o16 leave', 'call $+16', 'call eax', 'call [ebx]', 'ret', 'ret 4',
            'o16 push ds', 'push byte -2', 'pop dword [esp+4]', 'push dword [esp]', 'push esp', 'pop esp', 'call dword far [ebx]', 'retf', 'popfd',
            'iretd']


def stacks():
    image = struct.pack('<III', CODE + 0xc00, 0x23, 0x202)
    for what in STACKERS:
        for _ in range(max(1, COUNT // 2)):
            sel = R.choice([STACK16, STACK16, STACK32, STACK_DOWN]) if 'popa' not in what else STACK16
            sp = {STACK16: 0x800, STACK32: R.choice([0x80c, 0x810, 0x80e, 0x808]), STACK_DOWN: R.choice([0x800, 0x7fc, 0x804, 0x7fa])}[sel]
            if what in ('retf', 'iretd') and sel == STACK32:
                sp |= 4  # whether the selector or the outer stack behind it is looked at first is each model's own
            if sel == STACK16:
                sp = (0x800 if 'popa' in what else R.choice([0x800, 0x804, 0x800, 0x802, 0xffe, 4, 0])) | R.getrandbits(16) << 16
            emit('small stack', 'mov ss, edx; mov esp, ecx; ' + what, 'ldt', data=struct.pack('<IH', CODE + 0xc00, 0x23) + noise(58), stack=image + noise(20),
                 edx=sel, ecx=sp, ebx=WINDOW, eax=CODE + 0xc00, ebp=R.choice([sp, 0x7f8, 0x12340810]), mask=FLAGS)
    for what in STACKERS:
        # How far POPA gets, and which of their words RETF and IRET read first, is each model's own.
        if what in ('popad', 'popaw', 'retf', 'iretd'):
            continue
        for _ in range(COUNT):
            sp = R.choice([STACK_LOW + R.choice([0, 1, 2, 3, 4, 6, 8, 12, 16, 20, 28, 31, 32]), STACK_END - R.choice([0, 1, 2, 3, 4, 6, 8, 12, 20, 28])])
            emit('stack page end', what, 'ldt', data=struct.pack('<IH', CODE + 0xc00, 0x23) + noise(58), esp=sp, ebx=WINDOW, eax=CODE + 0xc00,
                 ebp=R.choice([STACK, sp, STACK_END - 2, STACK_LOW + 4, 0x500000]))


def strings():
    for _ in range(COUNT * 8):
        op = R.choice(['movs', 'stos', 'lods', 'cmps', 'scas']) + R.choice('bwd')
        rep = R.choice(['', 'rep ', 'rep ']) if op[:4] in ('movs', 'stos', 'lods') else R.choice(['', 'repe ', 'repne '])
        size = {'b': 1, 'w': 2, 'd': 4}[op[4]]
        down = R.random() < .3
        edge = 0x8000 if down else DATA_END
        near = edge + (-1 if down else 1) * -R.choice([0, 1, 2, 3, 4, 8, 9, 16, 21]) - (size if down and R.random() < .7 else 0)
        inside = WINDOW + R.choice([32, 0, 16, 60, 63])
        where = R.choice([(near, inside), (inside, near), (near, near + 4)][:2 if op.startswith('cmps') else 3])
        data = bytes(64) if R.random() < .5 else noise()
        emit('string page end', rep + op, data=data, eax=0, ecx=R.choice([0, 1, 2, 3, 5, 8, 20, 30]), esi=where[0], edi=where[1], flags=0x400 if down else 0)
    for _ in range(COUNT * 8):
        op = R.choice(['movs', 'stos', 'lods', 'cmps', 'scas']) + R.choice('bwd')
        rep = R.choice(['rep ', 'rep ', '']) if op[:4] in ('movs', 'stos', 'lods') else R.choice(['repe ', 'repne '])
        down = R.random() < .3
        sel = R.choice([SMALL, SMALL, READ_ONLY, DOWN16])
        at = {SMALL: R.randrange(-4, 64), READ_ONLY: R.randrange(16), DOWN16: 0x20 + R.randrange(-2, 16)}[sel]
        wide = R.choice(['', '', 'a16 '])
        # Which of two bad operands CMPS looks at first, and whether flat segments wrap around, is each model's own.
        where = [sel] if op.startswith('cmps') else [sel, FLAT, SMALL]
        if not op.startswith('cmps'):
            at = max(at, 0)
        emit('string limit', 'mov es, edx; mov ds, ebx; ' + wide + rep + op, 'ldt', data=noise() if R.random() < .5 else bytes(64), edx=R.choice(where),
             ebx=R.choice(where), ecx=R.choice([0, 1, 2, 3, 5, 8, 16, 20]), eax=0, esi=at if not wide else at & 0xffff | 0x770000,
             edi=R.choice([at, 4, 60]) if not wide else 0x660000 | at & 0xffff, flags=0x400 if down else 0)


CHANGERS = ['cmpxchg8b [esi]', 'lock cmpxchg8b [esi]', 'bts [esi], eax', 'btr [esi], ax', 'btc dword [esi], 9', 'bt [esi], eax', 'bt word [esi], 3', 'lock bts [esi], eax',
            'xadd [esi], eax', 'lock xadd [esi], ax', 'xadd [esi], bl', 'cmpxchg [esi], ecx', 'lock cmpxchg [esi], cl', 'cmpxchg [esi], cx', 'xchg [esi], eax', 'xchg [esi], bl',
            'inc dword [esi]', 'dec word [esi]', 'not byte [esi]', 'neg dword [esi]', 'add [esi], eax', 'lock sub [esi], ax', 'cmp [esi], eax', 'test [esi], eax', 'shl dword [esi], 3',
            'rcr word [esi], cl', 'shl dword [esi], cl', 'shld [esi], eax, 5', 'shrd [esi], ax, cl', 'setc [esi]', 'mov dword [esi], 7', 'movnti [esi], eax', 'fistp qword [esi]', 'fst dword [esi]',
            'fnstcw [esi]', 'stmxcsr [esi]', 'bound eax, [esi]', 'mul dword [esi]', 'imul eax, [esi]', 'div dword [esi]', 'xlatb',
            'lar eax, [esi]', 'mov es, [esi]', 'mov [esi], es', 'lds eax, [esi]', 'adc byte [esi], 1', 'movzx eax, word [esi]', 'cmovz eax, [esi]', 'lock bt [esi], eax', 'lock mov [esi], eax']


def changes():
    for what in CHANGERS:
        for _ in range(COUNT):
            at = R.choice([DATA_END, 0x8000, 0x8000, STACK_LOW]) + R.choice([-27, -15, -8, -7, -4, -3, -2, -1, 0, 1, 4])
            ax = R.choice([0, 1, 31, 32, -1, -33, 0x7fffffff, 0x80000000]) if what[:2] == 'bt' or ' bt' in what else 0x00010001
            flags = 0x40 if R.random() < .5 else 0
            emit('page end ' + what.split(' [')[0], what, esi=at, eax=ax, ebx=at if 'xlat' in what else i32(), flags=flags,
                 mask=FLAGS & ~0x8d5 if what.split()[0] in ('mul', 'imul', 'div', 'shl', 'shld', 'shrd', 'rcr') else FLAGS)
    for what in ['cmpxchg8b [esi]', 'lock cmpxchg8b [esi]', 'bts [esi], eax', 'btr [esi], ax', 'btc [esi], eax', 'xadd [esi], eax', 'xadd [esi], al', 'cmpxchg [esi], ecx']:
        for _ in range(COUNT):
            data = noise()
            same = R.random() < .5
            low, high = struct.unpack('<II', data[32:40])
            emit(what.split(' [')[0], what, data=data, esi=WINDOW + 32, eax=low if same and what[:2] != 'bt' else R.randrange(-256, 256), edx=high if same or R.random() < .3 else i32(),
                 mask=0x401 | (0x40 if 'xchg8' in what else 0) if what[:2] == 'bt' else FLAGS)


def flags():
    for _ in range(COUNT * 5):
        value = R.getrandbits(32) & ~0x100
        what = R.choice(['popfd', 'popfw', 'popfd; pushfd', 'popfd; pushfw; pushfd', 'popfw; nop'])
        emit('popf', what, stack=struct.pack('<I', value & ~0x40000) + noise(28), mask=USER_FLAGS | 0x4000)
    # The second instruction may be all there is before the trap.
    for what in ['nop', 'mov eax, ecx', 'add [esi], eax', 'rep movsb', 'jmp $+6', 'pushfd', 'mov ss, edx; nop', 'popfd', 'ud2', 'hlt', 'mov eax, [0x500000]']:
        for _ in range(max(1, COUNT // 4)):
            emit('trap flag', 'popfd; %s; nop; nop' % what, 'ldt', stack=struct.pack('<II', 0x302, 0x202) + noise(24), esi=WINDOW + 4, edi=WINDOW + 20, edx=0x2b,
                 ecx=3, eax=0, data=noise(), mask=USER_FLAGS & ~0x100)
    for what in ['mov eax, [esi]', 'mov [esi], eax', 'mov ax, [esi]', 'mov [esi], al', 'fld dword [esi]', 'fld qword [esi]', 'fld tword [esi]', 'fstp qword [esi]', 'movq xmm0, [esi]',
                 'movups xmm0, [esi]', 'movsd', 'push dword [esi]', 'xchg eax, [esi]', 'cmpxchg8b [esi]', 'lds eax, [esi]', 'bound eax, [esi]', 'fnstenv [esi]', 'fldcw [esi]', 'pop dword [esi]',
                 'call $+8', 'pushad', 'enter 4,0', 'movsw', 'rep movsd', 'fild word [esi]', 'fbstp [esi]', 'bts [esi], eax', 'ldmxcsr [esi]', 'movnti [esi], eax']:
        for _ in range(max(2, COUNT // 4)):
            x = 'xmm' in what or 'mxcsr' in what
            emit('alignment', 'popfd; ' + R.choice(['', 'add esp, byte %d; ' % R.choice([1, 2, 3])]) + what, stack=struct.pack('<I', 0x40202) + noise(28),
                 data=bytes(64), eax=5, ecx=2, esi=WINDOW + R.choice([1, 2, 4, 3, 6, 8, 12, 16]), edi=WINDOW + R.choice([32, 33, 34]), mask=USER_FLAGS,
                 sse='00001f80' + ',%032x' % 0x77 * 8 if x else '-')


def approximations():
    def single():
        k = R.random()
        sign = R.getrandbits(1) << 31
        if k < .25:
            return sign | R.choice([0, 1, 0x7fffff, 0x800000, 0x7f7fffff, 0x7f800000, 0x7fc00000, 0x7f800001, 0x3f800000, 0x3f7fffff, 0x40000000, 0x7e000000])
        return sign | R.randrange(1, 251) << 23 | R.getrandbits(23)
    for what in ['rcpps', 'rsqrtps', 'rcpss', 'rsqrtss']:
        for _ in range(COUNT * 4):
            regs = [struct.pack('<4I', *[single() for _ in range(4)])[::-1].hex() if i < 2 else '%032x' % i for i in range(8)]
            emit(what, what + ' xmm1, xmm0', 'ssea', sse='%08x,' % (0x1f80 | R.choice([0, 0x40, 0x8000, 0x2000, 0x6000])) + ','.join(regs))


for family in [loads, query, transfers, stacks, strings, changes, flags, approximations]:
    if not ONLY or family.__name__ in ONLY:
        family()
