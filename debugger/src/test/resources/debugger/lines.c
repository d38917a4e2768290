/* Compiled as: gcc -m32 -O0 -g -gdwarf-N -ffreestanding -fno-pic -fno-asynchronous-unwind-tables -nostdlib -static -Wl,-Ttext=0x100000,--build-id=none -o linesN.elf lines.c */
int counter;

static int twice(int x)
{
    return x + x;
}

int start(void)
{
    int sum = 0;
    for (int i = 0; i < 3; i++)
        sum += twice(i);
    counter = sum;
    return sum;
}
