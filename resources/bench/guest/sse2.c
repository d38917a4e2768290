/* SSE2: product of two 64 x 64 matrices of doubles, two columns at a time. */
#include "guest.h"

enum { N = 64 };
typedef double Pair __attribute__((vector_size(16)));
static double a[N][N];
static Pair b[N][N / 2], c[N][N / 2];

void matrix_setup(void) {
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < N; k++) {
            a[i][k] = (i * 7 + k * 3) % 11 - 5;
            b[i][k / 2][k & 1] = (i + k * 5) % 13 - 6;
        }
    }
}

u32 matrix(void) {
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N / 2; j++) {
            Pair s = {0, 0};
            for (int k = 0; k < N; k++) s += (Pair){a[i][k], a[i][k]} * b[k][j];
            c[i][j] = s;
        }
    }
    u32 sum = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) sum = rotate(sum, 1) + (u32)(int)c[i][j / 2][j & 1];
    return sum;
}
